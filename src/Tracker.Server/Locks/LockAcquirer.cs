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

    /// <summary>Each place that the caller is told of, if it wants to be, and in the end the lock, or why there is none.</summary>
    internal async IAsyncEnumerable<Outcome<AcquireLockResponse>> AcquireAsync(LockClaim claim, bool tells, [EnumeratorCancellation] CancellationToken ct)
    {
        if (claim.Wait == TimeSpan.Zero)
        {
            yield return Answer(await claims.LookAsync(claim, null, TimeSpan.Zero, ct));
            yield break;
        }

        using var wake = wakes.TryEnter(claim.Request.Scope);
        if (wake is null)
        {
            yield return new Failure(RpcCode.ResourceExhausted, "As many callers wait for locks here as TRACKER_LOCK_WAITERS allows; try again later.");
            yield break;
        }

        var started = clock.GetTimestamp();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        LockPlace? place = null;
        LockWait? told = null;
        try
        {
            while (true)
            {
                wake.Listen();
                var left = claim.Wait - clock.GetElapsedTime(started);
                var outcome = await claims.LookAsync(claim, place, Max(left, TimeSpan.FromMilliseconds(1)), ending.Token);
                if (!outcome.TryGet(out var step, out var failure))
                {
                    yield return failure;
                    yield break;
                }

                place = step.Place;
                if (step.Lock is { } held)
                {
                    if (ct.IsCancellationRequested && claim.Key is null) await claims.GiveBackAsync(claim, held);
                    ct.ThrowIfCancellationRequested();
                    metrics.Waited(clock.GetElapsedTime(started));
                    yield return new AcquireLockResponse { Lock = held };
                    yield break;
                }

                wake.Place = place!.Value.Id;
                do
                {
                    if (tells && await LookAroundAsync(claim, wake.Place, ending.Token) is var now && !now.Equals(told))
                    {
                        yield return new AcquireLockResponse { Waiting = told = now };
                    }

                    left = claim.Wait - clock.GetElapsedTime(started);
                    if (left > TimeSpan.Zero) continue;
                    yield return new Failure(
                        RpcCode.AlreadyExists, $"Waited {claim.Wait.TotalSeconds:0} s in vain: {step.Attempt!.Refusal(claim.Request.Scope)}");
                    yield break;
                }
                while (!await wake.WaitAsync(Pause(left, tells, step.Attempt!), clock, ending.Token) && !IsOver(step.Attempt!));
            }
        }
        finally
        {
            if (place is { } mine) await claims.LeaveAsync(claim, mine, keep: claim.Key is not null && ending.IsCancellationRequested);
        }
    }

    // … to be told apart from a caller that went away.
    internal bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static Outcome<AcquireLockResponse> Answer(Outcome<LockStep> outcome) =>
        outcome.TryGet(out var step, out var failure) ? new AcquireLockResponse { Lock = step.Lock } : failure;

    private async Task<LockWait> LookAroundAsync(LockClaim claim, long place, CancellationToken ct) => new()
    {
        Ahead = (uint)await reader.AheadAsync(claim.Request.Scope, place, ct),
        Holders = { await reader.HoldersAsync(claim.Request.Scope, ct) },
    };

    /// <summary>Until the wait is over, or the lock it waits for ends by itself.</summary>
    private TimeSpan Pause(TimeSpan left, bool tells, LockAttempt attempt)
    {
        var pause = tells && LookAround < left ? LookAround : left;
        if (attempt.Holders.Max(h => h.ExpiresAt) is not { } expiry) return pause;
        var until = expiry - clock.GetUtcNow();
        return until > TimeSpan.Zero && until < pause ? until : pause;
    }

    private bool IsOver(LockAttempt attempt) =>
        attempt.Holders.Count > 0 && attempt.Holders.All(h => h.ExpiresAt is { } at && at <= clock.GetUtcNow());
}
