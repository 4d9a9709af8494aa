using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>The writes of a call for a lock: each look takes the lock, or keeps a place in the queue.</summary>
public sealed class LockClaims(IDatabase database, LockLedger ledger, LockWakes wakes, Quotas quotas)
{
    /// <param name="claim">The call.</param>
    /// <param name="place">The place it has in the queue.</param>
    /// <param name="wait">How long it will wait from now; zero means that it is refused when it cannot have the lock.</param>
    /// <param name="wake">What wakes it while it waits.</param>
    internal async Task<Outcome<LockStep>> LookAsync(LockClaim claim, LockPlace? place, TimeSpan wait, LockWake? wake, CancellationToken ct)
    {
        try
        {
            return await database.TryWriteAsync(write => LookAsync(write, claim, place, wait, wake), ct, Isolation.RowLocks);
        }
        catch (IdempotencyConflictException)
        {
            return new Failure(RpcCode.FailedPrecondition, "This Idempotency-Key was used for another request; take a new one.") { HttpStatus = 422 };
        }
    }

    /// <summary>Ends the waiting. The place is free for others, or kept for a retry under the same key.</summary>
    internal Task<bool> LeaveAsync(LockClaim claim, LockPlace place, bool keep) => database.WriteAsync(Isolation.RowLocks, async write =>
    {
        if (keep) await LockQueue.StandAsideAsync(write, place);
        // Those who came later may have waited only for this one.
        else if (await LockQueue.GiveUpAsync(write, place)) await ledger.ChangedAsync(write, claim.Request.Scope);
        return true;
    });

    /// <summary>Gives back what nobody is there to take.</summary>
    internal Task<bool> GiveBackAsync(LockClaim claim, DeployLock taken) => database.WriteAsync(Isolation.RowLocks, async write =>
    {
        if (await LockStore.DeleteFreeAsync(write, Guid.Parse(taken.Id), claim.Caller.Principal) is not { } held) return false;
        await ledger.ReleasedAsync(write, held, claim.Caller);
        return true;
    });

    private async ValueTask<Outcome<LockStep>> LookAsync(IWrite write, LockClaim claim, LockPlace? place, TimeSpan wait, LockWake? wake)
    {
        var request = claim.Request;
        await LockStore.ExcludeAsync(write, request.Scope);
        // What was freed before is seen by this look; what is freed after it wakes.
        wake?.Listen();
        // After the exclusion: another call under this key may have taken the lock while this one waited for it.
        if (claim.Key is { } key && await Idempotency.BeginAsync(write, key, claim.Hash) is { Length: > 0 } answer)
        {
            return await ReplayAsync(write, answer);
        }

        if (place is { } known && !await LockQueue.IsThereAsync(write, known)) place = null;
        if (place is null && claim.RequestKey is { } requestKey) place = await LockQueue.ReturnAsync(write, requestKey, wait, wakes.Server);
        var attempt = await ledger.AttemptAsync(write, request, claim.Caller, place);
        if (attempt.Taken is { } taken)
        {
            var held = taken.ToMessage();
            if (place is { } mine) await LockQueue.LeaveAsync(write, mine);
            if (claim.Key is not null) await Idempotency.AnswerAsync(write, claim.Key, held.ToByteArray());
            write.OnCommitted(() => quotas.Stored(claim.Caller.Principal, 1));
            return new LockStep(held, null, null);
        }

        if (wait <= TimeSpan.Zero) return new Failure(RpcCode.AlreadyExists, attempt.Refusal(request.Scope));
        place ??= await LockQueue.JoinAsync(write, request, claim.RequestKey, wait, wakes.Server);
        wake!.Place = place.Value.Id;
        return new LockStep(null, place, attempt);
    }

    /// <summary>The lock that was taken under this key, if it is held: an answer that is no longer true would do harm.</summary>
    private static async ValueTask<Outcome<LockStep>> ReplayAsync(IWrite write, byte[] answer)
    {
        var taken = DeployLock.Parser.ParseFrom(answer);
        return await LockStore.FindAsync(write, Guid.Parse(taken.Id)) is { IsExpired: false } held
            ? new LockStep(held.ToMessage(), null, null)
            : new Failure(RpcCode.Aborted, $"The lock taken under this Idempotency-Key ({taken.Id}) has been released or has expired; use a new key.");
    }
}
