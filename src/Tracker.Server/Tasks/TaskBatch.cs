using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>The SQL that settles many tasks at once: a few statements for a chunk of them, however many that is.</summary>
internal static class TaskBatch
{
    private static readonly SqlText Due = new(sql =>
        $"SELECT {TaskStore.Columns} FROM task WHERE next_deadline <= $1 ORDER BY next_deadline LIMIT $2 {sql.ForUpdateSkipLocked}");

    private static readonly SqlText ByIds = new(sql =>
        $"SELECT {TaskStore.Columns} FROM task WHERE id IN (SELECT v.id FROM {JsonRows.From(sql, "$1", "v", "id")}) ORDER BY id {sql.ForUpdate}");

    private static readonly SqlText CountDays = new(sql =>
        $"""
        SELECT v.id, count(d.day), count(CASE WHEN d.day = v.today THEN 1 END), count(CASE WHEN d.day = v.first THEN 1 END)
        FROM {JsonRows.From(sql, "$1", "v", "id", "first", "today")}
        LEFT JOIN task_day AS d ON d.task_id = v.id AND d.day >= v.first AND d.day <= v.today
        GROUP BY v.id
        """);

    private static readonly SqlText Settle = new(sql =>
        $"""
        UPDATE task SET state = v.state, state_since = v.state_since, why = v.why, expected_at = v.expected_at, next_deadline = v.next_deadline,
            started_at = v.started_at, started_rid = CASE WHEN v.started_at IS NULL THEN NULL ELSE task.started_rid END, paused_until = v.paused_until,
            snoozed_until = v.snoozed_until, held = v.held, told_state = v.told_state
        FROM {JsonRows.From(sql, "$1", "v", "id", "state", "state_since", new("why", IsText: true), "expected_at", "next_deadline", "started_at", "paused_until", "snoozed_until", "held", "told_state")}
        WHERE task.id = v.id
        """);

    private static readonly SqlText InsertChanges = new(sql =>
        $"""
        INSERT INTO task_change(task_id, at, from_state, to_state, why)
        SELECT v.task_id, v.at, v.from_state, v.to_state, v.why
        FROM {JsonRows.From(sql, "$1", "v", "task_id", "at", "from_state", "to_state", new("why", IsText: true))}
        """);

    /// <summary>Those whose deadline has come, the earliest first; who is being changed by another write is left to it.</summary>
    public static ValueTask<List<ScheduledTask>> DueAsync(IWrite write, DateTimeOffset now, int most) => write.QueryAsync(Due.For(write.Sql), TaskStore.Read, now, most);

    public static ValueTask<List<ScheduledTask>> LockAsync(IWrite write, IEnumerable<long> ids) =>
        write.QueryAsync(ByIds.For(write.Sql), TaskStore.Read, JsonRows.Write(ids.Select(id => new object?[] { id })));

    /// <summary>What the daily rule says of those that it holds, in one statement.</summary>
    public static async ValueTask<Dictionary<long, DailyVerdict>> JudgeAsync(IWrite write, IReadOnlyCollection<ScheduledTask> tasks, DateTimeOffset now)
    {
        var daily = tasks.Where(t => t.IsDaily).ToDictionary(t => t.Id, t => (Task: t, Today: DailyRule.DayOf(now, t.Zone)));
        if (daily.Count == 0) return [];
        var rows = JsonRows.Write(daily.Values.Select(d => new object?[] { d.Task.Id, d.Today.DayNumber - d.Task.Datapoints, d.Today.DayNumber }));
        var counts = await write.QueryAsync(CountDays.For(write.Sql), r => (Id: r.GetInt64(0), All: r.GetInt32(1), Last: r.GetInt32(2), First: r.GetInt32(3)), rows);
        return counts.ToDictionary(c => c.Id, c => TaskStore.Judge(daily[c.Id].Task, daily[c.Id].Today, c.All, c.Last > 0, c.First > 0));
    }

    /// <summary>Stores how tasks stand after the time alone has changed them.</summary>
    public static async ValueTask SaveAsync(IWrite write, IReadOnlyCollection<(ScheduledTask Before, ScheduledTask After)> settled)
    {
        // What time changes is what the one statement sets; should it ever change more, that task is stored by itself.
        var whole = settled.ToLookup(s => s.After == s.Before with
        {
            State = s.After.State,
            StateSince = s.After.StateSince,
            Why = s.After.Why,
            ExpectedAt = s.After.ExpectedAt,
            NextDeadline = s.After.NextDeadline,
            StartedAt = s.After.StartedAt,
            StartedRid = s.After.StartedAt is null ? null : s.Before.StartedRid,
            PausedUntil = s.After.PausedUntil,
            SnoozedUntil = s.After.SnoozedUntil,
            IsHeld = s.After.IsHeld,
            ToldState = s.After.ToldState,
        });
        foreach (var (_, after) in whole[false]) await TaskStore.ProgressAsync(write, after);
        if (!whole[true].Any()) return;
        await write.ExecuteAsync(Settle.For(write.Sql), JsonRows.Write(whole[true].Select(s => new object?[]
        {
            s.After.Id, (int)s.After.State, Instant.ToMicroseconds(s.After.StateSince), s.After.Why, Microseconds(s.After.ExpectedAt), Microseconds(s.After.NextDeadline),
            Microseconds(s.After.StartedAt), Microseconds(s.After.PausedUntil), Microseconds(s.After.SnoozedUntil), s.After.IsHeld ? 1 : 0, (int)s.After.ToldState,
        })));
    }

    public static async ValueTask AddChangesAsync(IWrite write, IEnumerable<(ScheduledTask Before, ScheduledTask After)> changed, DateTimeOffset at) =>
        await write.ExecuteAsync(InsertChanges.For(write.Sql), JsonRows.Write(changed.Select(c => new object?[]
        {
            c.After.Id, Instant.ToMicroseconds(at), (int)c.Before.State, (int)c.After.State, c.After.Why,
        })));

    private static long? Microseconds(DateTimeOffset? at) => at is { } a ? Instant.ToMicroseconds(a) : null;
}
