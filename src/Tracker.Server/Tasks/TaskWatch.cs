using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>
/// Notices what becomes of tasks when nobody calls: every second it settles those whose deadline has come. Rows are locked
/// and a settled task's deadline lies ahead, so one replica alone changes a state.
/// </summary>
internal sealed class TaskWatch(IDatabase database, TaskLedger ledger, TaskGaps gaps, TaskClock clock, ILogger<TaskWatch> log) : BackgroundService
{
    // Others wait behind each chunk.
    private const int Chunk = 500;

    // Each is a question of its own index: daily tasks, of which all of a zone fall due at midnight, delay no others.
    private const string AnyScheduled = "SELECT 1 FROM task WHERE NOT (period IS NULL AND cron IS NULL) AND next_deadline <= $1 LIMIT 1";
    private const string AnyDaily = "SELECT 1 FROM task WHERE period IS NULL AND cron IS NULL AND next_deadline <= $1 LIMIT 1";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        var begun = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (begun) await gaps.BeatAsync(stoppingToken);
                else await gaps.BeginAsync(stoppingToken);
                begun = true;
                await SettleAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Overdue tasks could not be looked at now; the next round is in five seconds");
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Chunk by chunk, until none is due; after each chunk of daily tasks those with a schedule have their turn.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        TaskGap? gap = null;
        var asked = false;
        while (true)
        {
            var now = clock.GetUtcNow();
            // Looking first costs no turn of the one writer.
            var daily = !await database.FirstAsync(AnyScheduled, _ => true, ct, now);
            if (daily && !await database.FirstAsync(AnyDaily, _ => true, ct, now)) return;
            if (!asked) (gap, asked) = (await gaps.LastAsync(ct), true);
            // None where another replica has them; what it leaves is seen in a second.
            if (await SettleAsync(daily, gap, ct) == 0) return;
        }
    }

    private Task<int> SettleAsync(bool daily, TaskGap? gap, CancellationToken ct) => database.MaintainAsync(
        Isolation.RowLocks,
        async write =>
        {
            var now = clock.GetUtcNow();
            var due = await TaskBatch.DueAsync(write, daily, now, Chunk);
            if (due.Count > 0) await ledger.SettleAsync(write, due, now, gap);
            return due.Count;
        },
        ct);
}
