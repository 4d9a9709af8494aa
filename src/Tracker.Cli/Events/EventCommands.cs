using System.CommandLine;

namespace Tracker.Cli.Events;

internal static class EventCommands
{
    public static Command All() => new CommandGroup(
        "event", "What changed, happened or was noticed on the platform.",
        new EventCreateCommand(), new EventStartCommand(), new EventEndCommand(), new EventListCommand(), new EventSearchCommand(), new EventShowCommand(),
        new EventUpdateCommand(), new EventWatchCommand());
}
