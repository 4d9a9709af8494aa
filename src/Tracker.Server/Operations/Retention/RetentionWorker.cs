using Tracker.Storage;

namespace Tracker.Server.Operations.Retention;

/// <summary>Deletes what is older than it is kept for: every hour, on one replica, in small chunks that give way to requests.</summary>
internal sealed class RetentionWorker(RetentionService retention, LeaseStore leases, IDatabase database, TimeProvider clock, ILogger<RetentionWorker> log) : BackgroundService
{
    private const string LeaseName = "retention";
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
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
                log.LogWarning(e, "Old rows could not be deleted now; the next round is in an hour");
            }
        }
    }

    private async Task RunAsync(CancellationToken ct)
    {
        if (await leases.TryAcquireAsync(LeaseName, _holder, LeaseTime, ct) is not { } lease) return;
        try
        {
            foreach (var (rule, days) in await retention.ListAsync(ct))
            {
                if (days is not { } kept) continue;
                var (before, deleted, chunk) = (clock.GetUtcNow().AddDays(-kept), 0, 0);
                do
                {
                    if (await leases.RenewAsync(lease, LeaseTime, ct) is not { } renewed) return;
                    lease = renewed;
                    chunk = await database.MaintainAsync(write => rule.Prune(write, before), ct);
                    deleted += chunk;
                }
                while (chunk > 0);
                if (deleted > 0) log.LogInformation("Deleted {Count} of {Kind} older than {Days} days", deleted, rule.Name, kept);
            }
        }
        finally
        {
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }
}
