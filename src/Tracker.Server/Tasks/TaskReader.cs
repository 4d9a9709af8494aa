using System.Globalization;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>A job that was done.</summary>
public sealed record TaskJob(long Id, DateTimeOffset At, TimeSpan? Duration, bool Early);

/// <summary>A change of a task's state.</summary>
public sealed record TaskChange(DateTimeOffset At, TaskState From, TaskState To, string Why);

/// <summary>A task as it stands now; the verdict of the daily rule counts its days.</summary>
/// <param name="At">When that is.</param>
public sealed record TaskStanding(ScheduledTask Task, DailyVerdict Verdict, DateTimeOffset At)
{
    public bool IsReady => Task.IsDaily ? Verdict.Status != DailyStatus.Insufficient : Task.State is not (TaskState.New or TaskState.Paused or TaskState.Unknown);

    public bool IsBad => Task.IsDaily && Task.State != TaskState.Paused ? Verdict.Status == DailyStatus.Error : Task.State == TaskState.Down;

    /// <summary>The state at this moment: that of a daily rule is judged anew, whatever was stored.</summary>
    public TaskState State => !Task.IsDaily || Task.State == TaskState.Paused
        ? Task.State
        : Verdict.Status switch
        {
            DailyStatus.OK => TaskState.Up,
            DailyStatus.Error => TaskState.Down,
            _ => TaskState.New,
        };

    /// <summary>How many runs it has missed until now.</summary>
    public int Missed => TaskSlots.Missed(Task, At);

    /// <summary>The why, with the missed runs where they are several.</summary>
    public string FullWhy => Missed is > 1 and var missed ? $"{Why}; {TaskProgress.MissedText(missed)}" : Why;

    public string Why => Task.IsDaily && Task.State != TaskState.Paused ? Verdict.Why : Task.Why;
}

/// <summary>All the SQL that reads tasks for people and programs.</summary>
public sealed class TaskReader(IDatabase database, TaskClock clock)
{
    private static readonly string Page = $"task.id IN (SELECT id FROM task WHERE {TaskFilter.Where(3)} ORDER BY name LIMIT $1 OFFSET $2)";

    public Task<ScheduledTask?> FindAsync(long id, CancellationToken ct) =>
        database.FirstAsync($"SELECT {TaskStore.Columns} FROM task WHERE id = $1", TaskStore.Read, ct, id);

    /// <summary>One task, or null.</summary>
    public async Task<TaskStanding?> StandingAsync(long id, CancellationToken ct) => (await StandingsAsync("task.id = $1", "task.id", ct, id)).FirstOrDefault();

    /// <summary>The task whose badge it is, or null.</summary>
    public async Task<TaskStanding?> ByBadgeAsync(Guid badge, CancellationToken ct) =>
        (await StandingsAsync("task.badge_id = $1", "task.id", ct, badge)).FirstOrDefault();

    /// <summary>A page of tasks by name.</summary>
    public Task<List<TaskStanding>> ListAsync(TaskFilter filter, int limit, int offset, CancellationToken ct) => StandingsAsync(
        Page, "task.name", ct, [limit, offset, .. filter.Values]);

    /// <summary>Every task, evaluated now in one pass.</summary>
    public Task<List<TaskStanding>> AllAsync(CancellationToken ct) => StandingsAsync("1 = 1", "task.name", ct);

    public Task<long> CountAsync(CancellationToken ct) => database.FirstAsync("SELECT count(*) FROM task", r => r.GetInt64(0), ct);

    public Task<List<TaskJob>> JobsAsync(long task, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        "SELECT id, at, duration, early FROM job WHERE task_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3",
        r => new TaskJob(r.GetInt64(0), r.GetInstant(1), TaskStore.SpanOrNull(r, 2), r.GetInt64(3) != 0), ct, task, limit, offset);

    public Task<List<TaskChange>> ChangesAsync(long task, int limit, CancellationToken ct) => database.QueryAsync(
        "SELECT at, from_state, to_state, why FROM task_change WHERE task_id = $1 ORDER BY id DESC LIMIT $2",
        r => new TaskChange(r.GetInstant(0), (TaskState)r.GetInt32(1), (TaskState)r.GetInt32(2), r.GetString(3)), ct, task, limit);

    /// <summary>How many jobs the days of some tasks have.</summary>
    public async Task<ILookup<long, (DateOnly Day, int Jobs)>> DaysAsync(IReadOnlyCollection<long> tasks, DateOnly from, CancellationToken ct)
    {
        if (tasks.Count == 0) return Array.Empty<(long, (DateOnly, int))>().ToLookup(t => t.Item1, t => t.Item2);
        var places = string.Join(", ", tasks.Select((_, i) => $"${i + 2}"));
        var rows = await database.QueryAsync(
            $"SELECT task_id, day, jobs FROM task_day WHERE day >= $1 AND task_id IN ({places}) ORDER BY task_id, day",
            r => (Task: r.GetInt64(0), Day: (DateOnly.FromDayNumber(r.GetInt32(1)), r.GetInt32(2))), ct, [from.DayNumber, .. tasks.Select(t => (SqlValue)t)]);
        return rows.ToLookup(r => r.Task, r => r.Day);
    }

    /// <summary>One statement for however many tasks: the day that it is in each zone comes with it as a small table.</summary>
    private async Task<List<TaskStanding>> StandingsAsync(string where, string order, CancellationToken ct, params SqlValue[] values)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenReadAsync(ct);
        var zones = await connection.QueryAsync($"SELECT DISTINCT timezone FROM task WHERE {where}", r => r.GetString(0), ct, values);
        if (zones.Count == 0) return [];
        var today = zones.ToDictionary(z => z, z => DailyRule.DayOf(now, TimeZoneInfo.FindSystemTimeZoneById(z)));
        var rows = string.Join(", ", zones.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"(CAST(${values.Length + (2 * i) + 1} AS TEXT), CAST(${values.Length + (2 * i) + 2} AS BIGINT))")));
        return await connection.QueryAsync(
            $"""
            WITH zone(zone_name, today) AS (VALUES {rows}), counted AS (
                SELECT task.id AS task_id, count(d.day) AS days, count(CASE WHEN d.day = zone.today THEN 1 END) AS last,
                    count(CASE WHEN d.day = zone.today - task.datapoints THEN 1 END) AS first
                FROM task JOIN zone ON zone.zone_name = task.timezone
                LEFT JOIN task_day AS d ON d.task_id = task.id AND d.day >= zone.today - task.datapoints AND d.day <= zone.today
                WHERE {where}
                GROUP BY task.id)
            SELECT {TaskStore.Columns}, counted.days, counted.last, counted.first
            FROM counted JOIN task ON task.id = counted.task_id
            ORDER BY {order}
            """,
            r =>
            {
                var task = TaskStore.Read(r);
                return new TaskStanding(task, TaskStore.Judge(task, today[task.Timezone], r.GetInt32(TaskStore.ColumnCount), r.GetInt32(TaskStore.ColumnCount + 1) > 0, r.GetInt32(TaskStore.ColumnCount + 2) > 0), now);
            },
            ct, [.. values, .. zones.SelectMany(z => new SqlValue[] { z, today[z].DayNumber })]);
    }
}
