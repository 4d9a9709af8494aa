using System.CommandLine;

namespace Tracker.Cli.Releases;

internal static class TrackerCommands
{
    public static Command All() => new CommandGroup(
        TrackerWord.OfGroup, "Which applications are followed: their requirements file, and their image. 'tracker tracker' is the same.",
        new TrackerAddCommand(), new TrackerListCommand(), new TrackerShowCommand(), new TrackerSetCommand(), new TrackerPollCommand(), new TrackerRemoveCommand());
}
