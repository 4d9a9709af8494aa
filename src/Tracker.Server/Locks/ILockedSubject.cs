using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>What a lock may belong to, told within the write that takes the lock or loses it.</summary>
[ModuleService]
public interface ILockedSubject
{
    /// <summary>A lock that names the event was taken. There need not be such an event.</summary>
    ValueTask LockedAsync(IWrite write, Guid eventId, DeployLock held, string by);

    /// <summary>It was released, forced or has expired.</summary>
    ValueTask UnlockedAsync(IWrite write, Guid eventId, DeployLock held, string by, string comment);
}
