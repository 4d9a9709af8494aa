using System.CommandLine;

namespace Tracker.Cli.Locks;

internal static class LockCommands
{
    public static Command All() => new CommandGroup(
        "lock", "Who has something to themselves.",
        new LockAcquireCommand(), new LockReleaseCommand(), new LockListCommand(), new LockRunCommand());
}
