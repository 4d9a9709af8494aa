using Tracker.Server.Access;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Releases.Hooks;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Polling;

/// <summary>Polls every tracker in its turn. One replica does it, as long as it can renew its lease.</summary>
internal sealed class ReleasePoller(TrackerReader trackers, TrackerPoll poll, LeaseStore leases, SecretKey seal, TimeProvider clock, ILogger<ReleasePoller> log)
    : BackgroundService, IChangeListener
{
    private const string LeaseName = "release.poll";
    private const int PerPage = 200;

    /// <summary>Hosts that are asked at the same time.</summary>
    private const int MostAtOnce = 16;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Signal _wake = new();
    private volatile bool _isWanted;

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>A webhook came, here or to another replica.</summary>
    public void Take(IReadOnlyList<Change> changes)
    {
        if (!changes.Any(c => c.Topic == WantedPolls.Topic)) return;
        _isWanted = true;
        _wake.Set();
    }

    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Lease? lease = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                lease = await leases.TryAcquireAsync(LeaseName, _holder, LeaseTime, stoppingToken);
                if (lease is not null) lease = await WorkAsync(lease, stoppingToken);
                await Task.Delay(RenewEvery, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Trackers could not be polled now; the next try is in some seconds");
                await Task.Delay(Tick * 5, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        if (lease is not null) await leases.ReleaseAsync(lease, CancellationToken.None);
    }

    /// <summary>As long as the lease can be renewed; as often, it is looked what was made, changed and deleted.</summary>
    private async Task<Lease?> WorkAsync(Lease lease, CancellationToken ct)
    {
        var (round, running) = (new PollRound(seal), new List<Task>());
        using var held = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var renewedAt = clock.GetTimestamp();
            await ReadAsync(round, ct);
            while (true)
            {
                running.RemoveAll(t => t.IsCompleted);
                // Who stood still for longer than that asks first whether it still is the one that polls.
                while (running.Count < MostAtOnce && clock.GetElapsedTime(renewedAt) < LeaseTime && round.Begin(clock.GetUtcNow()) is { } turn) running.Add(PollAsync(round, turn, lease, held.Token));
                await _wake.WaitAsync(Tick, ct);
                if (_isWanted)
                {
                    _isWanted = false;
                    await PutAsync(round, await trackers.WantedAsync(ct), ct);
                }

                if (clock.GetElapsedTime(renewedAt) < RenewEvery) continue;
                var askedAt = clock.GetTimestamp();
                if (await leases.RenewAsync(lease, LeaseTime, ct) is not { } renewed) return null;
                (lease, renewedAt) = (renewed, askedAt);
                await ReadAsync(round, ct);
            }
        }
        finally
        {
            // Another replica may begin: what runs here ends first.
            await held.CancelAsync();
            await Task.WhenAll(running);
        }
    }

    private async Task PollAsync(PollRound round, PollTurn turn, Lease lease, CancellationToken ct)
    {
        PollResult? result = null;
        try
        {
            result = await poll.RunAsync(turn.Tracker, ct, lease);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            log.LogError(e, "{Tracker} could not be polled", turn.Tracker.Name);
        }

        round.End(turn, result, clock.GetUtcNow());
        _wake.Set();
    }

    private async Task ReadAsync(PollRound round, CancellationToken ct)
    {
        var marks = await trackers.MarksAsync(ct);
        round.Keep(marks.Select(m => m.Id).ToHashSet());
        await PutAsync(round, marks, ct);
    }

    private async Task PutAsync(PollRound round, List<TrackerMark> marks, CancellationToken ct)
    {
        foreach (var some in round.Unknown(marks).Chunk(PerPage))
        {
            foreach (var tracker in await trackers.ActiveAsync(some, ct)) round.Put(tracker, clock.GetUtcNow());
        }
    }
}
