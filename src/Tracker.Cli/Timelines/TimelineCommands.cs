using System.CommandLine;
using System.CommandLine.Help;

namespace Tracker.Cli.Timelines;

internal static class TimelineCommands
{
    public static Command All()
    {
        var options = new TimelineOptions();
        var group = new CommandGroup(
            "timeline", "What a build, a deployment or anything else that goes step by step is up to.",
            [.. Senders(options), new TimelineListCommand(), new TimelineShowCommand(), new TimelineCompareCommand(), new TimelineExportCommand()]);
        options.AddTo(group);
        return group;
    }

    /// <summary>The commands and options of the program <c>upto-client</c>.</summary>
    public static Command UptoClient()
    {
        var options = new TimelineOptions();
        // Not a root command: that one is called as the program's file is.
        var root = new Command(ProgramName.UptoClient, "Tells a server what is under way, by datagrams.") { new HelpOption(), new VersionOption() };
        foreach (var command in Senders(options)) root.Subcommands.Add(command);
        options.AddTo(root);
        SharedOptions.AddTo(root);
        return root;
    }

    private static IEnumerable<Command> Senders(TimelineOptions options) =>
    [
        new TimelineNewCommand(options),
        new TimelineEventCommand(options, TimelineEventKind.Start),
        new TimelineEventCommand(options, TimelineEventKind.End),
        new TimelineEventCommand(options, TimelineEventKind.Single),
    ];
}
