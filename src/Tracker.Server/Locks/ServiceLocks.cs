using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>Which locks bear on a service now, for other modules.</summary>
[ModuleService]
public sealed class ServiceLocks(LockReader reader)
{
    private const int Most = 20;

    /// <summary>Its own locks and those that cover every service, the newest first.</summary>
    public async Task<IReadOnlyList<DeployLock>> HeldAsync(string service, CancellationToken ct) =>
        (await reader.ListAsync(new LockQuery { Service = service, PerPage = Most }, ct)).Rows;

    /// <summary>What stands against a lock of this scope, which has no wildcard: its own lock, or one that covers it; null when nothing does.</summary>
    public async Task<DeployLock?> HolderAsync(LockScope scope, CancellationToken ct) => (await reader.HoldersAsync(scope, ct)).FirstOrDefault();

    /// <summary>The lock that a caller shows by its token; refused when it is not held, or not the caller's.</summary>
    public async Task<Outcome<DeployLock>> ShownAsync(long token, Caller caller, CancellationToken ct) =>
        ShownLock.Check(await reader.FindAsync(token, ct), caller).TryGet(out var held, out var failure) ? held.ToMessage() : failure;

    /// <summary>For a lock that is shown where it opens nothing.</summary>
    public static Failure OfElse(LockScope shown, LockScope needed) => ShownLock.OfElse(shown, needed);
}
