using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>Frees locks whose time is over, forgets who waits no more and what was lost long ago, and counts.</summary>
internal sealed class LockSweeper(
    IDatabase database, LockLedger ledger, LockReader reader, LockMetrics metrics, TimeProvider clock, ILogger<LockSweeper> log) : BackgroundService
{
    private const int Chunk = 20;
    private static readonly TimeSpan DeadFor = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), clock);
        for (var round = 0; !stoppingToken.IsCancellationRequested; round++)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await SweepAsync(stoppingToken);
                if (round % 15 == 0) await ForgetAsync(stoppingToken);
                var (held, waiting) = await reader.CountAsync(stoppingToken);
                metrics.Set(held, waiting);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Expired locks could not be swept now; the next round is in two seconds");
            }
        }
    }

    /// <summary>In small chunks, for others wait behind each.</summary>
    private async Task SweepAsync(CancellationToken ct)
    {
        while (await reader.AnyExpiredAsync(ct))
        {
            var swept = await database.WriteAsync(
                Isolation.RowLocks,
                async write =>
                {
                    var expired = await LockStore.ExpiredAsync(write, Chunk);
                    foreach (var held in expired) await ledger.ExpireAsync(write, held);
                    return expired.Count;
                },
                ct);
            // The rest is being swept by somebody else.
            if (swept < Chunk) return;
        }
    }

    private Task<bool> ForgetAsync(CancellationToken ct) => database.MaintainAsync(
        async write =>
        {
            await LockQueue.ForgetAsync(write, DeadFor);
            await LockLosses.ForgetAsync(write);
            return true;
        },
        ct);
}
