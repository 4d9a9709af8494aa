using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>What can be done with locks, whichever way the wish came in: gRPC, REST or a page.</summary>
public sealed class LockService(IDatabase database, LockLedger ledger, LockAcquirer acquirer, EnvironmentNames environments, Quotas quotas)
{
    /// <summary>Takes the lock; waits for it when the request says so.</summary>
    public async Task<Outcome<DeployLock>> CreateAsync(CreateLockRequest request, Caller caller, CancellationToken ct)
    {
        Outcome<AcquireLockResponse> last = default;
        await foreach (var step in AcquireAsync(request, caller, tells: false, ct)) last = step;
        return last.TryGet(out var answer, out var failure) ? answer.Lock : failure;
    }

    /// <summary>The same, each new place in the queue told.</summary>
    public IAsyncEnumerable<Outcome<AcquireLockResponse>> AcquireAsync(CreateLockRequest request, Caller caller, CancellationToken ct) =>
        AcquireAsync(request, caller, tells: true, ct);

    public async Task<Outcome<DeployLock>> UpdateAsync(UpdateLockRequest request, Caller caller, CancellationToken ct)
    {
        if (request.Id.Length == 0) return Failure.Invalid("id is required.");
        return await database.TryWriteOnceAsync(caller, request, DeployLock.Parser, async write =>
        {
            if (LockRequests.UuidOf(request.Id) is not { } id || await LockStore.FindAsync(write, id) is not { } held) return NoLock(request.Id);
            if (held.IsExpired) return Failure.NotFound($"The lock {held.Id} expired at {held.ExpiresAt:u}; take it anew.");
            if (!held.IsOf(caller.Principal)) return NotYours(held);
            if (!LockRequests.Apply(request, held, environments).TryGet(out var meant, out var failure)) return failure;
            var after = meant.Lock;
            if (held.Automatic && (after.Scope != held.Scope || after.EventId != held.EventId))
            {
                return new Failure(RpcCode.FailedPrecondition, $"The lock {held.Id} belongs to the event {held.EventId}: change the event, and the lock follows.");
            }

            if (after.Scope != held.Scope)
            {
                var attempt = await ledger.MoveAsync(write, held, after.Scope, caller);
                if (attempt.Taken is null) return DeployLocks.Answer(attempt, after.Scope);
                after = after with { Token = attempt.Taken.Token };
            }

            return (await ledger.ChangeAsync(write, held, after, meant.Renew, caller)).ToMessage();
        }, ct, Isolation.RowLocks);
    }

    public async Task<Outcome<UnLockResponse>> UnlockAsync(UnLockRequest request, Caller caller, CancellationToken ct)
    {
        if (request.Id.Length == 0) return Failure.Invalid("id is required.");
        if (request.Force && string.IsNullOrWhiteSpace(request.Reason)) return Failure.Invalid("reason is required with force: why somebody else's lock is released.");
        return await database.TryWriteOnceAsync(caller, request, UnLockResponse.Parser, async write =>
        {
            if (LockRequests.UuidOf(request.Id) is not { } id) return NoLock(request.Id);
            if (await LockStore.DeleteFreeAsync(write, id, caller.Principal) is { } released)
            {
                await ledger.ReleasedAsync(write, released, caller);
                return Deleted(released);
            }

            if (await LockStore.FindAsync(write, id) is not { } held) return NoLock(request.Id);
            if (held.IsExpired) return Failure.NotFound($"The lock {held.Id} is not held any more: it expired at {held.ExpiresAt:u}.");
            if (!request.Force) return NotYours(held);
            if (!caller.Principal.May(Protocol.Api.Scope.Admin)) return new Failure(RpcCode.PermissionDenied, $"To force a lock needs the admin scope. {held.Describe()}.");
            await ledger.ForceAsync(write, held, caller, request.Reason);
            return Deleted(held);
        }, ct, Isolation.RowLocks);
    }

    private async IAsyncEnumerable<Outcome<AcquireLockResponse>> AcquireAsync(
        CreateLockRequest request, Caller caller, bool tells, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (!LockClaim.Of(request, caller, environments).TryGet(out var claim, out var failure)) yield return failure;
        else if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) yield return exhausted;
        else
        {
            await foreach (var step in acquirer.AcquireAsync(claim, tells, ct)) yield return step;
        }
    }

    private static UnLockResponse Deleted(HeldLock held) => new() { Message = "lock deleted", Id = held.Id.ToString(), Count = 1 };

    private static Failure NoLock(string id) => Failure.NotFound($"There is no lock {id}.");

    private static Failure NotYours(HeldLock held) => new(
        RpcCode.PermissionDenied,
        $"{held.Describe()} with the credentials {held.PrincipalName}: only they may release or change it. "
        + "An admin may release it by force=true with a reason.");
}
