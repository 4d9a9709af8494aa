using System.Threading.RateLimiting;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Registries;

namespace Tracker.Server.Releases.Trackers;

/// <summary>
/// Looks at trackers out of their turn, because somebody waits. One look at a tracker runs at a time; whoever asks meanwhile shares the next
/// one with all others who do, since the one that runs may have begun before what they ask about. So many looks and no more, of each tracker and
/// of each host, that they leave its budget to the turns.
/// </summary>
public sealed class TrackerLooks(TrackerReader trackers, TrackerPoll poll, TimeProvider clock, IHostApplicationLifetime life, ILogger<TrackerLooks> log) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>A look that somebody else's poll overtook is repeated so often.</summary>
    private const int MaxTries = 3;

    /// <summary>Looks at the same time, of whatever trackers.</summary>
    private readonly SemaphoreSlim _slots = new(8);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Turns> _running = new(StringComparer.Ordinal);
    private readonly PartitionedRateLimiter<(string Host, long Tracker)> _rate = PartitionedRateLimiter.Create<(string Host, long Tracker), (string, long)>(
        of => RateLimitPartition.GetTokenBucketLimiter(of, _ => of.Host.Length == 0 ? Bucket(10, 1, Pause) : Bucket(200, 1, TimeSpan.FromSeconds(1))));

    /// <summary>Ends with the look, which is told by the tracker as it is stored then; or says why there is none now.</summary>
    public async Task<Failure?> LookAsync(ReleaseTracker tracker, CancellationToken ct)
    {
        Task look;
        lock (_gate)
        {
            var turns = _running.GetValueOrDefault(tracker.Name);
            if (turns?.Next is { } shared)
            {
                look = shared;
            }
            else
            {
                if (Refusal(tracker) is { } refused) return refused;
                if (turns is null) look = (_running[tracker.Name] = new(RunAsync(tracker.Name, null))).Now;
                else look = turns.Next = RunAsync(tracker.Name, turns.Now);
            }
        }

        await look.WaitAsync(ct);
        return null;
    }

    public void Dispose()
    {
        _rate.Dispose();
        _slots.Dispose();
    }

    private Failure? Refusal(ReleaseTracker tracker)
    {
        if (tracker.RetryAt is { } at && at > clock.GetUtcNow()) return Exhausted($"its host wants no more requests until {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC.");
        if (!Take("", tracker.Id)) return Exhausted($"{tracker.Name} was looked at again and again; so it is every {Pause.TotalSeconds:0} seconds from now on, and in its turn.");
        return HostsOf(tracker).FirstOrDefault(host => !Take(host, 0)) is { } busy ? Exhausted($"{busy} was asked again and again out of turn; it is asked in its turn.") : null;
    }

    private bool Take(string host, long tracker)
    {
        using var lease = _rate.AttemptAcquire((host, tracker));
        return lease.IsAcquired;
    }

    private async Task RunAsync(string name, Task? before)
    {
        if (before is not null) await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // What runs does so for several callers, and none of them holds the gate meanwhile.
        await Task.Yield();
        try
        {
            await LookAsync(name);
        }
        finally
        {
            lock (_gate)
            {
                if (_running[name].Next is { } next) _running[name] = new(next);
                else _running.Remove(name);
            }
        }
    }

    private async Task LookAsync(string name)
    {
        using var limit = new CancellationTokenSource(Longest, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, life.ApplicationStopping);
        try
        {
            await _slots.WaitAsync(both.Token);
            try
            {
                await PollAsync(name, both.Token);
            }
            finally
            {
                _slots.Release();
            }
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            log.LogInformation("{Tracker} could not be looked at within ten seconds; it is polled in its turn", name);
        }
    }

    private async Task PollAsync(string name, CancellationToken ct)
    {
        var tracker = await trackers.FindAsync(name, ct);
        for (var tries = 0; tries < MaxTries && tracker is { IsPaused: false }; tries++)
        {
            var result = await poll.RunAsync(tracker, ct);
            if (result.IsKept) return;
            tracker = result.Now;
        }
    }

    private static IEnumerable<string> HostsOf(ReleaseTracker tracker)
    {
        if (GitSource.Check(tracker.Repo, null, null, null, null).TryGet(out var source, out _)) yield return source.Repository.Authority;
        if (tracker.Requirements is { } r && ImageName.Parse(r.Image).TryGet(out var image, out _)) yield return image.Host;
    }

    private static Failure Exhausted(string why) => new(RpcCode.ResourceExhausted, "It cannot be looked at now: " + why);

    private static TokenBucketRateLimiterOptions Bucket(int most, int tokens, TimeSpan period) =>
        new() { TokenLimit = most, TokensPerPeriod = tokens, ReplenishmentPeriod = period, QueueLimit = 0 };

    /// <summary>The look that runs, and the one that follows it where somebody waits for it.</summary>
    private sealed class Turns(Task now)
    {
        public Task Now => now;

        public Task? Next { get; set; }
    }
}
