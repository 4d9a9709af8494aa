using System.CommandLine;

namespace Tracker.Cli.Tasks;

internal static class TaskCommands
{
    public static Command All() => new CommandGroup(
        "task", "What should happen again and again, and whether it does.",
        new TaskCreateCommand(), new TaskListCommand(), new TaskShowCommand(), new TaskReportCommand(), new TaskPingCommand());
}
