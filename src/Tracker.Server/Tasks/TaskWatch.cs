using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>
/// Notices what becomes of tasks when nobody calls: every second it settles those whose deadline has come. Rows are locked
/// and a settled task's deadline lies ahead, so one replica alone changes a state.
/// </summary>
internal sealed class TaskWatch(IDatabase database, TaskLedger ledger, TaskGaps gaps, TimeProvider clock, ILogger<TaskWatch> log) : BackgroundService
{
    // Others wait behind each chunk.
    private const int Chunk = 25;

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

    private async Task SettleAsync(CancellationToken ct)
    {
        int settled;
        do
        {
            var now = clock.GetUtcNow();
            // Looking first costs no turn of the one writer.
            if (!await database.FirstAsync("SELECT 1 FROM task WHERE next_deadline <= $1 LIMIT 1", _ => true, ct, now)) return;
            var gap = await gaps.LastAsync(ct);
            settled = await database.WriteAsync(
                Isolation.RowLocks,
                async write =>
                {
                    var due = await TaskStore.DueAsync(write, now, Chunk);
                    foreach (var task in due) await ledger.SaveAsync(write, task, task, now, gap);
                    return due.Count;
                },
                ct);
        }
        while (settled == Chunk);
    }
}
