using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>Forgets what nobody needs any more: old changes of the feed and old idempotency keys.</summary>
internal sealed class Housekeeping(IDatabase database, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan ChangesKept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await new Idempotency(database).PruneAsync(stoppingToken);
                await database.Changes.PruneAsync(ChangesKept, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Old rows could not be removed now; the next round is in ten minutes");
            }
        }
    }
}
