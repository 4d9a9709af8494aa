using Tracker.Protocol.Locks;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>Takes locks, frees them, and writes down beside it whatever is to be known of that.</summary>
public sealed class LockLedger(LockWakes wakes, LockMetrics metrics, ILockedSubject subject, Alerts alerts, TimeProvider clock)
{
    /// <summary>The topic of locks in the change feed.</summary>
    public const string Topic = "locks";

    /// <summary>Begins the key of a change that may let somebody in who waits; the scope follows.</summary>
    internal const string Freed = "free:";

    private const string Taken = "held:";

    /// <summary>Takes the lock if nobody holds what conflicts and nobody has waited longer for it.</summary>
    internal async ValueTask<LockAttempt> AttemptAsync(IWrite write, LockRequest request, Caller caller, LockPlace? place = null)
    {
        if (await ObstacleAsync(write, request.Scope, place?.Id) is { } obstacle) return obstacle;
        var taken = await LockStore.InsertAsync(write, Guid.CreateVersion7(clock.GetUtcNow()), request, caller.Principal);
        await write.ChangedAsync(Topic, Taken + taken.Scope.Key);
        var by = caller.Principal.IsAuthenticated ? caller.Author : taken.Who;
        if (!taken.Automatic)
        {
            await ActivityLog.AppendAsync(write, Tell(taken, taken.CreatedAt, "lock.taken", Severity.Info, $"{taken.Who} locked {taken.Scope}"));
            if (taken.EventUuid is { } e) await subject.LockedAsync(write, e, taken.ToMessage(), by);
        }

        if (taken.Scope.IsWildcard) await AuditAsync(write, taken, taken.CreatedAt, caller, "lock.take", taken.Reason);
        write.OnCommitted(metrics.Taken);
        return new(taken, [], false);
    }

    /// <summary>Moves a lock, which gets a new token; null in place of it when it is held there, or waited for.</summary>
    internal async ValueTask<LockAttempt> MoveAsync(IWrite write, HeldLock held, LockScope to, Caller caller)
    {
        await LockStore.ExcludeAsync(write, to);
        if (await ObstacleAsync(write, to, null, held.Id) is { } obstacle) return obstacle;
        var moved = await LockStore.MoveAsync(write, held, to);
        await ChangedAsync(write, held.Scope);
        await write.ChangedAsync(Topic, Taken + to.Key);
        if (moved.Scope.IsWildcard) await AuditAsync(write, moved, clock.GetUtcNow(), caller, "lock.take", moved.Reason);
        if (held.Scope.IsWildcard) await AuditAsync(write, held, clock.GetUtcNow(), caller, "lock.release", "");
        return new(moved, [], false);
    }

    /// <summary>Changes everything but the scope; the time that is left starts anew when <paramref name="renew"/> says so.</summary>
    internal async ValueTask<HeldLock> ChangeAsync(IWrite write, HeldLock before, HeldLock after, bool renew, Caller caller)
    {
        var changed = await LockStore.ChangeAsync(write, after, renew);
        await write.ChangedAsync(Topic, Taken + changed.Scope.Key);
        if (before.EventUuid != changed.EventUuid)
        {
            var by = caller.Principal.IsAuthenticated ? caller.Author : changed.Who;
            if (before.EventUuid is { } old) await subject.UnlockedAsync(write, old, before.ToMessage(), by, "the lock belongs to another event now");
            if (changed.EventUuid is { } now) await subject.LockedAsync(write, now, changed.ToMessage(), by);
        }

        return changed;
    }

    /// <summary>Writes down that a lock, just deleted, was given back.</summary>
    internal async ValueTask ReleasedAsync(IWrite write, HeldLock held, Caller caller, bool byEvent = false)
    {
        var (now, by) = (clock.GetUtcNow(), caller.Principal.IsAuthenticated ? caller.Author : held.Who);
        await ChangedAsync(write, held.Scope);
        if (!held.Automatic) await ActivityLog.AppendAsync(write, Tell(held, now, "lock.released", Severity.Info, $"{by} unlocked {held.Scope}"));
        await alerts.RaiseFreedAsync(write, held, now, caller);
        if (!byEvent && held.EventUuid is { } e) await subject.UnlockedAsync(write, e, held.ToMessage(), by, "");
        if (held.Scope.IsWildcard) await AuditAsync(write, held, now, caller, "lock.release", "");
    }

    /// <summary>Removes a lock whose holder did not give it back; nothing when it is gone already.</summary>
    internal async ValueTask ForceAsync(IWrite write, HeldLock held, Caller caller, string reason)
    {
        if (!await LockStore.DeleteAsync(write, held)) return;
        var by = caller.Author;
        var at = await LostAsync(write, held, LockLoss.Forced, by, reason);
        var told = Tell(held, at, "lock.forced", Severity.Warning, $"{by} broke {held.Who}'s lock of {held.Scope}: {reason}");
        await ActivityLog.AppendAsync(write, told);
        await alerts.RaiseAsync(write, Alert.Of(told), caller);
        await alerts.RaiseFreedAsync(write, held, at, caller);
        await AuditAsync(write, held, at, caller, "lock.force", $"{held.Scope}, held by {held.Who}: {reason}");
        if (held.EventUuid is { } e) await subject.UnlockedAsync(write, e, held.ToMessage(), by, "forced: " + reason);
    }

    /// <inheritdoc cref="ForceAsync" />
    internal async ValueTask ExpireAsync(IWrite write, HeldLock held)
    {
        if (!await LockStore.DeleteExpiredAsync(write, held)) return;
        var at = await LostAsync(write, held, LockLoss.Expired, "", "");
        var told = Tell(held, at, "lock.expired", Severity.Warning, $"{held.Who}'s lock of {held.Scope} has expired");
        await ActivityLog.AppendAsync(write, told);
        await alerts.RaiseAsync(write, Alert.Of(told));
        await alerts.RaiseFreedAsync(write, held, at, null);
        if (held.EventUuid is { } e) await subject.UnlockedAsync(write, e, held.ToMessage(), "system", "expired");
    }

    /// <summary>Tells those who wait, here and on other replicas, that it may be their turn.</summary>
    internal async ValueTask ChangedAsync(IWrite write, LockScope freed)
    {
        await write.ChangedAsync(Topic, Freed + freed.Key);
        write.OnCommitted(() => wakes.Freed(freed));
    }

    /// <summary>What stands against a claim, once what has expired is out of its way; null when nothing does.</summary>
    private async ValueTask<LockAttempt?> ObstacleAsync(IWrite write, LockScope scope, long? place, Guid own = default)
    {
        while (true)
        {
            var (held, overtakes) = await LockStore.ConflictsAsync(write, scope, place, own);
            var live = held.Where(h => !h.IsExpired).ToList();
            if (live.Count > 0 || overtakes) return new(null, live, overtakes);
            if (held.Count == 0) return null;
            foreach (var expired in held) await ExpireAsync(write, expired);
        }
    }

    private async ValueTask<DateTimeOffset> LostAsync(IWrite write, HeldLock held, LockLoss loss, string by, string reason)
    {
        await ChangedAsync(write, held.Scope);
        write.OnCommitted(() => metrics.Lost(loss));
        return await LockLosses.InsertAsync(write, held, loss, by, reason);
    }

    internal static ActivityEntry Tell(HeldLock held, DateTimeOffset at, string kind, Severity severity, string title) =>
        new(at, Topic, kind, held.Id.ToString(), severity, title, "/locks")
        {
            Service = held.Scope.Service is "" or LockScope.Any ? null : held.Scope.Service,
            Environment = held.Scope.Environment is "" or LockScope.Any ? null : held.Scope.Environment,
        };

    private static ValueTask AuditAsync(IWrite write, HeldLock held, DateTimeOffset at, Caller caller, string action, string detail) =>
        AuditLog.AppendAsync(write, new(at, caller.Principal.Name, caller.Address, action, held.Id.ToString(), detail.Length > 0 ? detail : held.Scope.ToString()));
}

/// <summary>How a claim went.</summary>
/// <param name="Taken">The lock; null when something stands against it.</param>
/// <param name="Holders">Who holds what conflicts.</param>
/// <param name="Overtakes">Somebody has waited longer.</param>
internal sealed record LockAttempt(HeldLock? Taken, IReadOnlyList<HeldLock> Holders, bool Overtakes)
{
    /// <summary>Why it was refused, in words for the caller.</summary>
    public string Refusal(LockScope scope) => Holders.Count > 0
        ? string.Join("; ", Holders.Take(3).Select(h => h.Describe())) + "."
        : $"{scope} is free, but others have waited longer for it; they come first.";
}
