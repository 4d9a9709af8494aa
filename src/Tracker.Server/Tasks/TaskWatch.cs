using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>
/// Notices what becomes of tasks when nobody calls: every second it settles those whose deadline has come. Rows are locked
/// and a settled task's deadline lies ahead, so one replica alone changes a state.
/// </summary>
internal sealed class TaskWatch(IDatabase database, TaskLedger ledger, TaskMidnight midnight, TaskGaps gaps, TaskClock clock, ILogger<TaskWatch> log) : BackgroundService
{
    // Others wait behind each chunk.
    private const int Chunk = 250;

    private const string AnyDue = "SELECT 1 FROM task WHERE next_deadline <= $1 LIMIT 1";

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
                await LookAsync(stoppingToken);
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

    /// <summary>Settles what is due by now.</summary>
    internal async Task LookAsync(CancellationToken ct)
    {
        await SettleAsync(ct);
        await midnight.RunAsync(() => SettleAsync(ct), ct);
    }

    /// <summary>Chunk by chunk, until none is due.</summary>
    private async Task SettleAsync(CancellationToken ct)
    {
        // Looking first costs no turn of the one writer.
        while (await database.FirstAsync(AnyDue, _ => true, ct, clock.GetUtcNow()))
        {
            var gap = await gaps.LastAsync(ct);
            var settled = await database.MaintainAsync(
                Isolation.RowLocks,
                async write =>
                {
                    var now = clock.GetUtcNow();
                    var due = await TaskBatch.DueAsync(write, now, Chunk);
                    await ledger.SettleAsync(write, due, now, gap);
                    return due.Count;
                },
                ct);
            // Others are changing what is left; it is seen in a second.
            if (settled == 0) return;
        }
    }
}
