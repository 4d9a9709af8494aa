using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>
/// Deletes timelines that are beyond what their context keeps: every hour, on one replica, in small chunks that give way to
/// requests. The active timeline of a context stays, whatever its age.
/// </summary>
internal sealed class TimelineRetention(
    TimelineReader reader, LeaseStore leases, RunWriter writer, UnusedKeys keys, IDatabase database, TimeProvider clock, ILogger<TimelineRetention> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private const string LeaseName = "timeline-retention";
    private const int ContextsAtOnce = 500;
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await RunAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Old timelines could not be deleted now; the next round is in an hour");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        if (await leases.TryAcquireAsync(LeaseName, _holder, LeaseTime, ct) is not { } lease) return;
        try
        {
            List<TimelineContext> contexts;
            var after = "";
            do
            {
                contexts = await reader.ContextsAsync(after, ContextsAtOnce, ct);
                foreach (var context in contexts)
                {
                    var (deleted, chunk) = (0, 0);
                    do
                    {
                        if (await leases.RenewAsync(lease, LeaseTime, ct) is not { } renewed) return;
                        lease = renewed;
                        chunk = await database.MaintainAsync(Isolation.RowLocks, write => PruneAsync(write, context), ct);
                        deleted += chunk;
                    }
                    while (chunk > 0);
                    if (deleted == 0) continue;
                    await keys.DeleteAsync(context, ct);
                    log.LogInformation("Deleted {Count} rows of timelines that {Context} does not keep", deleted, context.Name);
                }

                if (contexts.Count > 0) after = contexts[^1].Name;
            }
            while (contexts.Count == ContextsAtOnce);
        }
        finally
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private async ValueTask<int> PruneAsync(IWrite write, TimelineContext listed)
    {
        await ContextStore.LockAsync(write, listed.Name);
        // As it is set by now.
        if (await ContextStore.FindAsync(write, listed.Name) is not { } context) return 0;
        if (await ContextStore.OldestKeptAsync(write, context, clock.GetUtcNow()) is not { } oldest || oldest == Timeline.First) return 0;
        var deleted = await ContextStore.DeleteRunsAsync(write, writer, context.Id, Timeline.First, oldest);
        if (deleted == 0) deleted = await ContextStore.DeleteTimelinesAsync(write, context.Id, Timeline.First, oldest);
        if (deleted > 0) await write.ChangedAsync(TimelinesModule.Topic, context.Name);
        return deleted;
    }
}
