using System.CommandLine;

namespace Tracker.Cli.Releases;

internal static class TrackerCommands
{
    public static Command All() => new CommandGroup(
        "tracker", "Which applications are followed: their requirements file, and their image.",
        new TrackerAddCommand(), new TrackerListCommand(), new TrackerShowCommand(), new TrackerSetCommand(), new TrackerPollCommand(), new TrackerRemoveCommand());
}
