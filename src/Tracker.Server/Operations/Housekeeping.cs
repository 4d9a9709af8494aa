using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>Forgets what nobody needs any more: old changes of the feed and old idempotency keys.</summary>
internal sealed class Housekeeping(IDatabase database, TimeProvider clock, ILogger<Housekeeping> log) : BackgroundService
{
    private static readonly TimeSpan ChangesKept = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(10), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await new Idempotency(database).PruneAsync(stoppingToken);
                await database.Changes.PruneAsync(ChangesKept, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogWarning(e, "Old rows could not be removed now; the next round is in ten minutes");
            }
        }
    }
}
