using Tracker.Storage;

namespace Tracker.Server.Operations.Retention;

/// <summary>Rows of one kind that are no longer kept: deleted chunk after chunk, until one deletes nothing.</summary>
/// <param name="What">Ends the sentence "Deleted 5 rows of …".</param>
/// <param name="Chunk">Deletes some rows and returns how many.</param>
/// <param name="Afterwards">What is to do once something was deleted.</param>
internal sealed record Unkept(string What, Func<IWrite, ValueTask<int>> Chunk, Isolation Isolation = Isolation.Serializable, Func<CancellationToken, Task>? Afterwards = null);

/// <summary>Deletes what is no longer kept: every hour, on one replica, in small chunks that give way to requests.</summary>
/// <param name="name">Of the lease, which one replica has at a time.</param>
internal abstract class PruningWorker(string name, LeaseStore leases, IDatabase database, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(2);

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    /// <summary>What there is to delete now, read while the round goes on.</summary>
    protected abstract IAsyncEnumerable<Unkept> FindAsync(CancellationToken ct);

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
                log.LogWarning(e, "Old rows could not be deleted now ({Name}); the next round is in an hour", name);
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        if (await leases.TryAcquireAsync(name, _holder, LeaseTime, ct) is not { } lease) return;
        try
        {
            await foreach (var unkept in FindAsync(ct))
            {
                var (deleted, chunk) = (0, 0);
                do
                {
                    if (await leases.RenewAsync(lease, LeaseTime, ct) is not { } renewed) return;
                    lease = renewed;
                    chunk = await database.MaintainAsync(unkept.Isolation, unkept.Chunk, ct);
                    deleted += chunk;
                }
                while (chunk > 0);
                if (deleted == 0) continue;
                if (unkept.Afterwards is { } afterwards) await afterwards(ct);
                log.LogInformation("Deleted {Count} rows of {What}", deleted, unkept.What);
            }
        }
        finally
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }
}
