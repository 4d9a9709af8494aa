using System.Runtime.CompilerServices;
using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>Waits with a caller until the lock is its own.</summary>
public sealed class LockAcquirer(
    LockClaims claims, LockReader reader, LockWakes wakes, LockMetrics metrics, IHostApplicationLifetime lifetime, TimeProvider clock)
{
    /// <summary>How often a caller that is told its place is told of a new one.</summary>
    private static readonly TimeSpan LookAround = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Each place that the caller is told of, if it wants to be, and in the end the lock, or why there is none.</summary>
    internal async IAsyncEnumerable<Outcome<AcquireLockResponse>> AcquireAsync(LockClaim claim, bool tells, [EnumeratorCancellation] CancellationToken ct)
    {
        if (claim.Wait == TimeSpan.Zero)
        {
            yield return await AtOnceAsync(claim, ct);
            yield break;
        }

        using var wake = wakes.TryEnter(claim.Request.Scope);
        if (wake is null)
        {
            yield return new Failure(RpcCode.ResourceExhausted, "As many callers wait for locks here as TRACKER_LOCK_WAITERS allows; try again later.");
            yield break;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        await using var steps = WaitAsync(claim, wake, tells, ending.Token).GetAsyncEnumerator(ct);
        while (true)
        {
            Outcome<AcquireLockResponse> next;
            try
            {
                if (!await steps.MoveNextAsync()) yield break;
                next = steps.Current;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                next = new Failure(RpcCode.Unavailable, "The server is stopping; ask again with the same Idempotency-Key to keep your place.");
            }

            yield return next;
            if (next.Failure is not null) yield break;
        }
    }

    private async Task<Outcome<AcquireLockResponse>> AtOnceAsync(LockClaim claim, CancellationToken ct)
    {
        if (!(await claims.LookAsync(claim, null, TimeSpan.Zero, null, ct)).TryGet(out var step, out var failure)) return failure;
        await HandOverAsync(claim, step.Lock!, ct);
        return new AcquireLockResponse { Lock = step.Lock };
    }

    private async IAsyncEnumerable<Outcome<AcquireLockResponse>> WaitAsync(
        LockClaim claim, LockWake wake, bool tells, [EnumeratorCancellation] CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        LockPlace? place = null;
        LockWait? told = null;
        try
        {
            while (true)
            {
                var left = claim.Wait - clock.GetElapsedTime(started);
                var outcome = await claims.LookAsync(claim, place, left > ShortestPause ? left : ShortestPause, wake, ct);
                if (!outcome.TryGet(out var step, out var failure))
                {
                    yield return failure;
                    yield break;
                }

                place = step.Place;
                if (step.Lock is { } held)
                {
                    await HandOverAsync(claim, held, ct);
                    metrics.Waited(clock.GetElapsedTime(started));
                    yield return new AcquireLockResponse { Lock = held };
                    yield break;
                }

                var looksAgain = false;
                while (!looksAgain)
                {
                    if (tells && await LookAroundAsync(claim, wake.Place, ct) is var now && !now.Equals(told))
                    {
                        yield return new AcquireLockResponse { Waiting = told = now };
                    }

                    left = claim.Wait - clock.GetElapsedTime(started);
                    if (left <= TimeSpan.Zero)
                    {
                        yield return new Failure(
                            RpcCode.AlreadyExists, $"Waited {claim.Wait.TotalSeconds:0} s in vain: {step.Attempt!.Refusal(claim.Request.Scope)}");
                        yield break;
                    }

                    // The first in line looks when the lock ends by itself; the others would find that one before them.
                    var expiry = wake.IsFirst ? step.Attempt!.Holders.Max(h => h.ExpiresAt) : null;
                    looksAgain = await wake.WaitAsync(Pause(left, tells, expiry), clock, ct) || expiry <= clock.GetUtcNow();
                }
            }
        }
        finally
        {
            // Gone or stopped with a key, its place waits for the retry; in the end of the wait it is over.
            if (place is { } mine) await claims.LeaveAsync(claim, mine, keep: claim.Key is not null && ct.IsCancellationRequested);
        }
    }

    /// <summary>A lock for a caller that has gone, and will not ask for it again under its key, is given back.</summary>
    private async Task HandOverAsync(LockClaim claim, DeployLock held, CancellationToken ct)
    {
        if (ct.IsCancellationRequested && claim.Key is null)
        {
            await claims.GiveBackAsync(claim, held);
            ct.ThrowIfCancellationRequested();
        }
    }

    private async Task<LockWait> LookAroundAsync(LockClaim claim, long place, CancellationToken ct) => new()
    {
        Ahead = (uint)await reader.AheadAsync(claim.Request.Scope, place, ct),
        Holders = { await reader.HoldersAsync(claim.Request.Scope, ct) },
    };

    private TimeSpan Pause(TimeSpan left, bool tells, DateTimeOffset? expiry)
    {
        var pause = tells && LookAround < left ? LookAround : left;
        if (expiry is null) return pause;
        // This clock and the database's are not the same one.
        var until = expiry.Value - clock.GetUtcNow() + TimeSpan.FromMilliseconds(5);
        return until < ShortestPause ? ShortestPause : until < pause ? until : pause;
    }
}
