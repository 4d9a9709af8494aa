using System.CommandLine;

namespace Tracker.Cli.Releases;

internal static class ReleaseCommands
{
    public static Command All() => new CommandGroup(
        "release", "Which version goes where next.",
        new ReleaseListCommand(), new ReleaseQueueCommand(), new ReleaseNextCommand(),
        new ReleaseStepCommand("renew", "Lets the lease of a claim start anew.", "the claim was renewed.", "tracker release renew \"$ID\" --attempt 1", ofClaim: true),
        new ReleaseStepCommand("deployed", "Tells that a claimed release runs there now.", "deployed.", "tracker release deployed \"$ID\" --attempt 1", ofClaim: true),
        new ReleaseStepCommand(
            "failed", "Tells that the deployment of a claimed release failed.", "failed.", "tracker release failed \"$ID\" --reason \"the migration timed out\"", ofClaim: true, takesReason: true),
        new ReleaseStepCommand(
            "promote", "Decides that a release goes on: a queued one whatever its version, a deployed one to the next environment, a failed or skipped one once more.",
            "it may go.", "tracker release promote \"$ID\""),
        new ReleaseStepCommand("approve", "Approves a queued release.", "approved.", "tracker release approve \"$ID\""),
        new ReleaseStepCommand("skip", "Decides that a queued release does not go there.", "skipped.", "tracker release skip \"$ID\" --reason \"the next one has the fix\"", takesReason: true),
        new ReleasePinCommand(), new ReleasePinsCommand(), new ReleaseUnpinCommand(), new ReleaseWhyCommand(), new ReleaseEnvironmentsCommand());
}
