using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>
/// Locks for other modules, taken and released within their own writes: both happen or neither. Such a write runs in
/// <see cref="Isolation.RowLocks"/>.
/// </summary>
[ModuleService]
public sealed class DeployLocks(LockLedger ledger)
{
    /// <summary>Takes a lock, or says who holds it (ALREADY_EXISTS).</summary>
    public async ValueTask<Outcome<DeployLock>> TakeAsync(IWrite write, LockRequest request, Caller caller)
    {
        await LockStore.ExcludeAsync(write, request.Scope);
        return Answer(await ledger.AttemptAsync(write, request, caller), request.Scope);
    }

    /// <summary>The lock that the caller holds already and shows by its token, if it covers a scope: kept as it is, and until the commit.</summary>
    public async ValueTask<Outcome<DeployLock>> ReenterAsync(IWrite write, long token, LockScope scope, Caller caller)
    {
        if (!ShownLock.Check(await LockStore.FindAsync(write, token), caller).TryGet(out var held, out var failure)) return failure;
        return held.Scope.Covers(scope) ? held.ToMessage() : ShownLock.OfElse(held.Scope, scope);
    }

    /// <summary>Lets the time of an event's lock start anew, and moves it when its scope is another; null when the event has none.</summary>
    /// <param name="who">Its new holder; empty leaves it as it is.</param>
    public async ValueTask<Outcome<DeployLock>?> RenewOfEventAsync(IWrite write, Guid eventId, LockScope scope, string who, TimeSpan ttl, Caller caller)
    {
        if (await LockStore.FindOfEventAsync(write, eventId) is not { } held) return null;
        if (held.Scope != scope)
        {
            var attempt = await ledger.MoveAsync(write, held, scope, caller);
            if (attempt.Taken is null) return Answer(attempt, scope);
            held = attempt.Taken;
        }

        return (await LockStore.ChangeAsync(write, held with { Who = who.Length > 0 ? who : held.Who, Ttl = ttl }, renew: true)).ToMessage();
    }

    /// <summary>Releases what an event took itself; null when that was nothing, or is lost.</summary>
    public async ValueTask<DeployLock?> ReleaseOfEventAsync(IWrite write, Guid eventId, Caller caller)
    {
        if (await LockStore.DeleteOfEventAsync(write, eventId) is not { } held) return null;
        await ledger.ReleasedAsync(write, held, caller, byEvent: true);
        return held.ToMessage();
    }

    internal static Outcome<DeployLock> Answer(LockAttempt attempt, LockScope scope) =>
        attempt.Taken is { } taken ? taken.ToMessage() : new Failure(RpcCode.AlreadyExists, attempt.Refusal(scope));
}
