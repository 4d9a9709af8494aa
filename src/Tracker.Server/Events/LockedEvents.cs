using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Locks;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>Tells in an event's changelog what becomes of the locks that name it.</summary>
internal sealed class LockedEvents(TimeProvider clock) : ILockedSubject
{
    public ValueTask LockedAsync(IWrite write, Guid eventId, DeployLock held, string by) =>
        AppendAsync(write, eventId, Entry(ChangeType.Locked, held, by, EventLocks.Describe(held)));

    public ValueTask UnlockedAsync(IWrite write, Guid eventId, DeployLock held, string by, string comment) =>
        AppendAsync(write, eventId, Entry(ChangeType.Unlocked, held, by, comment.Length > 0 ? comment : EventLocks.Describe(held)));

    /// <summary>The lock, as the changelog tells of it.</summary>
    public static ChangelogEntry Entry(ChangeType type, DeployLock held, string by, string comment, Timestamp at) => new()
    {
        Timestamp = at,
        User = by,
        ChangeType = type,
        Field = "lock",
        OldValue = type == ChangeType.Unlocked ? held.Id : "",
        NewValue = type == ChangeType.Unlocked ? "" : held.Id,
        Comment = comment,
    };

    private ChangelogEntry Entry(ChangeType type, DeployLock held, string by, string comment) =>
        Entry(type, held, by, comment, Instant.Truncate(clock.GetUtcNow()).ToTimestamp());

    private static async ValueTask AppendAsync(IWrite write, Guid eventId, ChangelogEntry entry)
    {
        if (await EventStore.KeyAsync(write, eventId) is not { } key) return;
        await EventStore.AppendChangeAsync(write, key, entry);
        await write.ChangedAsync(EventService.Topic, key.ToString());
    }
}
