using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>Which locks bear on a service now, for other modules' pages.</summary>
[ModuleService]
public sealed class ServiceLocks(LockReader reader)
{
    private const int Most = 20;

    /// <summary>Its own locks and those that cover every service, the newest first.</summary>
    public async Task<IReadOnlyList<DeployLock>> HeldAsync(string service, CancellationToken ct) =>
        (await reader.ListAsync(new LockQuery { Service = service, PerPage = Most }, ct)).Rows;
}
