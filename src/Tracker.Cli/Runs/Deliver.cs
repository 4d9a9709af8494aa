using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs;

/// <summary><c>tracker run --deliver</c>: delivers the runs that could not be delivered when they ended.</summary>
internal static class Deliver
{
    public static int Run(Target target)
    {
        using var server = new ServerConnection(target);
        var spool = new Spool(TimeProvider.System);
        var courier = new Courier(server);
        var refused = 0;
        // One that is not taken may be another user's; three in a row are the server.
        while (spool.DeliverOne(courier, CancellationToken.None) || ++refused < 3) { }
        foreach (var why in spool.GivenUp) Stderr.Line($"given up: {why}");
        if (spool.Kept.Count > 0) Stderr.Line($"{spool.Kept.Why} What could not be delivered is kept.");
        Stderr.Line($"{spool.Delivered} delivered.");
        return spool.Kept.Count > 0 ? ExitCode.Unreachable : spool.GivenUp.Count > 0 ? ExitCode.Refused : ExitCode.Done;
    }
}
