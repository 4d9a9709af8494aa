using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>
/// Judges daily tasks when a day of their zone is over. All of a zone come at the same moment and few of them change: those
/// are found by readers, a page at a time, and are the only ones written, under a lock and judged again.
/// </summary>
internal sealed class TaskMidnight(IDatabase database, TaskLedger ledger, TaskClock clock)
{
    private const int Page = 2_000;

    // Others wait behind each chunk.
    private const int Chunk = 250;

    // From one zone to the next in the index, however many tasks each has.
    private const string Zones =
        """
        WITH RECURSIVE z(timezone) AS (
            SELECT min(timezone) FROM task WHERE period IS NULL AND cron IS NULL
            UNION ALL
            SELECT (SELECT min(timezone) FROM task WHERE period IS NULL AND cron IS NULL AND timezone > z.timezone) FROM z WHERE z.timezone IS NOT NULL)
        SELECT z.timezone, s.day FROM z LEFT JOIN task_zone AS s ON s.timezone = z.timezone WHERE z.timezone IS NOT NULL
        """;

    private const string Judged =
        """
        WITH page AS (
            SELECT id, state, created_at, datapoints, tolerance FROM task
            WHERE period IS NULL AND cron IS NULL AND timezone = $1 AND id > $2 ORDER BY id LIMIT $4)
        SELECT p.id, p.state, p.created_at, p.datapoints, p.tolerance,
            (SELECT count(*) FROM task_day AS d WHERE d.task_id = p.id AND d.day >= $3 - p.datapoints AND d.day <= $3),
            (SELECT count(*) FROM task_day AS d WHERE d.task_id = p.id AND d.day = $3),
            (SELECT count(*) FROM task_day AS d WHERE d.task_id = p.id AND d.day = $3 - p.datapoints)
        FROM page AS p ORDER BY p.id
        """;

    private const string Done =
        """
        INSERT INTO task_zone(timezone, day) VALUES($1, $2)
        ON CONFLICT(timezone) DO UPDATE SET day = excluded.day WHERE task_zone.day < excluded.day
        """;

    /// <summary>Judges those whose day is over.</summary>
    /// <param name="between">Comes to its turn after each page, however many there are.</param>
    public async Task RunAsync(Func<Task> between, CancellationToken ct)
    {
        var zones = await database.QueryAsync(Zones, r => (Name: r.GetString(0), Day: r.GetInteger(1)), ct);
        foreach (var (name, judged) in zones)
        {
            var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
            var today = DailyRule.DayOf(clock.GetUtcNow(), zone);
            if (judged >= today.DayNumber) continue;
            for (long? after = 0; after is not null;)
            {
                after = await PageAsync(name, today, after.Value, ct);
                await between();
            }

            await database.MaintainAsync(Isolation.RowLocks, write => write.ExecuteAsync(Done, name, today.DayNumber), ct);
        }
    }

    /// <summary>The last task of the page; null when there are no more.</summary>
    private async Task<long?> PageAsync(string zone, DateOnly today, long after, CancellationToken ct)
    {
        var tasks = await database.QueryAsync(
            Judged,
            r =>
            {
                var task = new ScheduledTask
                {
                    Id = r.GetInt64(0),
                    State = (TaskState)r.GetInt32(1),
                    CreatedAt = r.GetInstant(2),
                    Datapoints = r.GetInt32(3),
                    Tolerance = r.GetInt32(4),
                    Timezone = zone,
                };
                return new TaskStanding(task, TaskStore.Judge(task, today, r.GetInt32(5), r.GetInt64(6) > 0, r.GetInt64(7) > 0), clock.GetUtcNow());
            },
            ct, zone, after, today.DayNumber, Page);
        foreach (var changed in tasks.Where(t => t.State != t.Task.State).Select(t => t.Task.Id).Chunk(Chunk))
        {
            await database.MaintainAsync(
                Isolation.RowLocks,
                async write =>
                {
                    await ledger.SettleAsync(write, await TaskBatch.LockAsync(write, changed), clock.GetUtcNow(), null);
                    return true;
                },
                ct);
        }

        return tasks.Count == Page ? tasks[^1].Task.Id : null;
    }
}
