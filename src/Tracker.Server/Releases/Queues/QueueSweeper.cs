using Tracker.Rpc;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>Gives claims back of whose deployers nothing was heard, and skips what nobody approved in time.</summary>
internal sealed class QueueSweeper(IDatabase database, ReleaseLedger ledger, TimeProvider clock, ILogger<QueueSweeper> log) : BackgroundService
{
    private const string Overdue =
        """
        SELECT uuid FROM release_entry WHERE state = 1 AND lease_until <= $1
        UNION ALL
        SELECT e.uuid FROM release_entry AS e JOIN release_environment AS v ON v.name = e.environment
        WHERE e.state = 0 AND e.approved_by = '' AND v.needs_approval AND v.approve_within IS NOT NULL AND e.entered_at + v.approve_within <= $1
        LIMIT 100
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Release queues could not be swept now; the next round is in two seconds");
            }
        }
    }

    internal async Task SweepAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        foreach (var id in await database.QueryAsync(Overdue, r => r.GetUuid(0), ct, now))
        {
            // Each in a write of its own: what one of them is refused does not hold the others up.
            try
            {
                await database.WriteAsync(Isolation.RowLocks, async write => await SweepAsync(write, id, now), ct);
            }
            catch (RpcException e)
            {
                log.LogWarning("What is overdue in a release queue stays there, {Entry}: {Reason}", id, e.Message);
            }
        }
    }

    private async ValueTask<bool> SweepAsync(IWrite write, Guid id, DateTimeOffset now)
    {
        if (await QueueStore.FindAsync(write, id) is not { } seen || await TrackerStore.LockAsync(write, seen.Application) is not { } tracker) return false;
        if (await QueueStore.LockAsync(write, id) is not { } entry || await QueueStore.FindReleaseAsync(write, entry.Release) is not { } release) return false;
        if (entry.State == QueueState.Claimed && entry.LeaseUntil <= now)
        {
            if (await ledger.LapseAsync(write, tracker, entry) is { } failure) throw failure.ToException();
        }
        else if (entry is { State: QueueState.Queued, ApprovedBy: "" })
        {
            (await ledger.SkipAsync(write, tracker, release, entry, "nobody approved it in time", ReleaseTelling.System)).OrThrow();
        }

        return true;
    }
}
