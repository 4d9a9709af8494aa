using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks.Freezes;

/// <summary>Whether something may start: what other modules ask before it does.</summary>
[ModuleService]
public sealed class FreezeWindows(IDatabase database, EnvironmentNames environments)
{
    /// <summary>
    /// The window that forbids a start of this service in this environment at this instant, as a write in progress sees
    /// it; of several the one that ends last. Null when it may start.
    /// </summary>
    public async ValueTask<FreezeWindow?> CheckAsync(IWrite write, string service, string environment, DateTimeOffset at) =>
        InForce(await FreezeStore.CoveringAsync(write, service, environments.Canonical(environment), at), at).FirstOrDefault();

    /// <summary>Every window that forbids it, the one that ends last first.</summary>
    public async Task<IReadOnlyList<FreezeWindow>> InForceAsync(string service, string environment, DateTimeOffset at, CancellationToken ct) =>
        InForce(await FreezeStore.CoveringAsync(database, service, environments.Canonical(environment), at, ct), at);

    /// <summary>All that were declared, in their order.</summary>
    public async Task<IReadOnlyList<FreezeWindow>> AllAsync(CancellationToken ct) => await FreezeStore.ListAsync(database, ct);

    /// <summary>Says of a window whether it is in force, and which time that is, or the next.</summary>
    internal static FreezeWindow At(FreezeWindow window, DateTimeOffset at)
    {
        var schedule = FreezeSchedule.Of(window);
        var inForce = schedule.InForce(at);
        var shown = inForce ?? schedule.NextAfter(at);
        window.Active = inForce is not null;
        (window.NextStart, window.NextEnd) = (shown?.Start.ToTimestamp(), shown?.End.ToTimestamp());
        return window;
    }

    private static List<FreezeWindow> InForce(List<FreezeWindow> covering, DateTimeOffset at) => covering.Count == 0
        ? covering
        : [.. covering.Select(w => At(w, at)).Where(w => w.Active).OrderByDescending(w => w.NextEnd).ThenBy(w => w.Id, StringComparer.Ordinal)];
}
