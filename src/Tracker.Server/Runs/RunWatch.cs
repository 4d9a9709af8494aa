using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>
/// Notices what becomes of runs when nobody calls: ends those that are lost, and deletes what deleted runs left behind. Rows are
/// locked and a run that ended has no deadline, so one replica alone ends it.
/// </summary>
internal sealed class RunWatch(IDatabase database, RunService runs, RunSweep sweep, RunMetrics metrics, TimeProvider clock, ILogger<RunWatch> log) : BackgroundService
{
    // Others wait behind each chunk.
    private const int Chunk = 50;

    private const string CountActive = "SELECT count(*) FROM run WHERE lost_at IS NOT NULL";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Runs could not be looked at now; the next round is in half a minute");
                await Task.Delay(TimeSpan.FromSeconds(30), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        // Looking first costs no turn of the one writer. Where none was lost though some should be, another replica is at it.
        while (await database.FirstAsync(RunStore.AnyLost.For(database.Sql), _ => true, ct) && await runs.LoseAsync(Chunk, ct) > 0)
        {
        }

        await sweep.RunAsync(ct);
        metrics.Set(await database.FirstAsync(CountActive, r => r.GetInt64(0), ct));
    }
}
