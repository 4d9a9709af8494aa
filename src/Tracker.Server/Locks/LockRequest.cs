using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>Who wants to hold what, and for how long.</summary>
/// <param name="Scope">Its environment by its canonical name.</param>
/// <param name="Who">As it will be shown.</param>
[ModuleService]
public sealed record LockRequest(LockScope Scope, string Who)
{
    public string EventId { get; init; } = "";

    /// <summary>Zero means until it is released.</summary>
    public TimeSpan Ttl { get; init; }

    public string Reason { get; init; } = "";

    /// <summary>Taken and released by its event, whose module tells of it.</summary>
    public bool Automatic { get; init; }

    public Guid? EventUuid => LockRequests.UuidOf(EventId);
}
