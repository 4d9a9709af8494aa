using System.Data.Common;
using System.Text.Json;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>The SQL that changes tasks and their jobs.</summary>
internal static class TaskStore
{
    public const string Columns =
        """
        task.id, task.ping_id, task.badge_id, task.name, task.slug, task.datapoints, task.tolerance, task.period, task.cron, task.grace, task.max_run,
        task.early, task.timezone, task.tags, task.service, task.environment, task.host, task.created_at, task.state, task.state_since, task.why,
        task.expected_at, task.next_deadline, task.started_at, task.started_rid, task.last_run_at, task.last_duration, task.paused_until, task.pings,
        task.failures, task.out_of, task.recent, task.parent_id, task.snoozed_until, task.held, task.told_state
        """;

    public const int ColumnCount = 36;

    private const string Insert =
        """
        INSERT INTO task(ping_id, badge_id, name, slug, datapoints, tolerance, period, cron, grace, max_run, early, timezone, tags, service, environment,
            host, created_at, state, state_since, why, next_deadline, pings, failures, out_of, parent_id, told_state)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $17, $19, $20, 0, $21, $22, $23, $18)
        ON CONFLICT(name) DO NOTHING
        RETURNING id
        """;

    private const string Configure =
        """
        UPDATE task SET name = $2, slug = $3, datapoints = $4, tolerance = $5, period = $6, cron = $7, grace = $8, max_run = $9, early = $10,
            timezone = $11, tags = $12, service = $13, environment = $14, host = $15, failures = $16, out_of = $17, parent_id = $18
        WHERE id = $1
        """;

    private const string Progress =
        """
        UPDATE task SET state = $2, state_since = $3, why = $4, expected_at = $5, next_deadline = $6, started_at = $7, started_rid = $8,
            last_run_at = $9, last_duration = $10, paused_until = $11, pings = $12, recent = $13, snoozed_until = $14, held = $15, told_state = $16
        WHERE id = $1
        """;

    private const string InsertJob = "INSERT INTO job(task_id, day, at, duration, early) VALUES($1, $2, $3, $4, $5) RETURNING id";

    private const string CountDay =
        """
        INSERT INTO task_day(task_id, day, jobs) VALUES($1, $2, 1)
        ON CONFLICT(task_id, day) DO UPDATE SET jobs = task_day.jobs + 1
        """;

    private const string CountDays =
        """
        SELECT count(*), count(CASE WHEN day = $3 THEN 1 END), count(CASE WHEN day = $2 THEN 1 END)
        FROM task_day WHERE task_id = $1 AND day >= $2 AND day <= $3
        """;

    private const string InsertChange = "INSERT INTO task_change(task_id, at, from_state, to_state, why) VALUES($1, $2, $3, $4, $5)";

    private static readonly SqlText ById = new(sql => $"SELECT {Columns} FROM task WHERE id = $1 {sql.ForUpdate}");
    private static readonly SqlText ByName = new(sql => $"SELECT {Columns} FROM task WHERE name = $1 {sql.ForUpdate}");
    private static readonly SqlText ByPingId = new(sql => $"SELECT {Columns} FROM task WHERE ping_id = $1 {sql.ForUpdate}");

    public static ValueTask<ScheduledTask?> LockAsync(IWrite write, long id) => write.FirstAsync(ById.For(write.Sql), Read, id);

    public static ValueTask<ScheduledTask?> LockAsync(IWrite write, string name) => write.FirstAsync(ByName.For(write.Sql), Read, name);

    public static ValueTask<ScheduledTask?> LockAsync(IWrite write, Guid pingId) => write.FirstAsync(ByPingId.For(write.Sql), Read, pingId);

    public static ValueTask<long> InsertAsync(IWrite write, ScheduledTask t) => write.FirstAsync(
        Insert, r => r.GetInt64(0), t.PingId, t.BadgeId, t.Name, t.Slug, t.Datapoints, t.Tolerance, Span(t.Period), t.Cron, Span(t.Grace), Span(t.MaxRun),
        Span(t.Early), t.Timezone, JsonSerializer.Serialize(t.Tags), t.Service, t.Environment, t.Host, t.CreatedAt, (int)t.State, t.Why, t.NextDeadline,
        t.Failures, t.OutOf, t.ParentId);

    public static ValueTask<bool> IsNameTakenAsync(IWrite write, string name, long id) =>
        write.FirstAsync("SELECT 1 FROM task WHERE name = $1 AND id <> $2", _ => true, name, id);

    public static async ValueTask ConfigureAsync(IWrite write, ScheduledTask t) => await write.ExecuteAsync(
        Configure, t.Id, t.Name, t.Slug, t.Datapoints, t.Tolerance, Span(t.Period), t.Cron, Span(t.Grace), Span(t.MaxRun), Span(t.Early), t.Timezone,
        JsonSerializer.Serialize(t.Tags), t.Service, t.Environment, t.Host, t.Failures, t.OutOf, t.ParentId);

    public static async ValueTask ProgressAsync(IWrite write, ScheduledTask t) => await write.ExecuteAsync(
        Progress, t.Id, (int)t.State, t.StateSince, t.Why, t.ExpectedAt, t.NextDeadline, t.StartedAt, t.StartedRid, t.LastRunAt, Span(t.LastDuration),
        t.PausedUntil, t.Pings, t.Recent, t.SnoozedUntil, t.IsHeld ? 1 : 0, (int)t.ToldState);

    /// <summary>The tags once more, one a row, to be found by.</summary>
    public static async ValueTask TagAsync(IWrite write, long id, IEnumerable<string> tags)
    {
        await write.ExecuteAsync("DELETE FROM task_tag WHERE task_id = $1", id);
        foreach (var tag in tags) await write.ExecuteAsync("INSERT INTO task_tag(tag, task_id) VALUES($1, $2)", tag, id);
    }

    public static async ValueTask<long> AddJobAsync(IWrite write, ScheduledTask task, DateTimeOffset at, TimeSpan? duration, bool early)
    {
        var day = DailyRule.DayOf(at, task.Zone).DayNumber;
        await write.ExecuteAsync(CountDay, task.Id, day);
        return await write.FirstAsync(InsertJob, r => r.GetInt64(0), task.Id, day, at, Span(duration), early ? 1 : 0);
    }

    public static async ValueTask AddChangeAsync(IWrite write, long task, DateTimeOffset at, TaskState from, TaskState to, string why) =>
        await write.ExecuteAsync(InsertChange, task, at, (int)from, (int)to, why);

    public static async ValueTask<DailyVerdict> JudgeAsync(IWrite write, ScheduledTask task, DateTimeOffset now)
    {
        var today = DailyRule.DayOf(now, task.Zone);
        var (all, last, first) = await write.FirstAsync(
            CountDays, r => (r.GetInt32(0), r.GetInt32(1), r.GetInt32(2)), task.Id, today.DayNumber - task.Datapoints, today.DayNumber);
        return Judge(task, today, all, last > 0, first > 0);
    }

    /// <summary>From one more day than the window has: the first of them counts only while today has no job.</summary>
    public static DailyVerdict Judge(ScheduledTask task, DateOnly today, int days, bool hasJobToday, bool hasJobOnFirst) => DailyRule.Judge(
        DailyRule.Window(today, hasJobToday, task.Datapoints), task.CreatedDay, hasJobToday && hasJobOnFirst ? days - 1 : days, task.Datapoints, task.Tolerance);

    public static async ValueTask DeleteAsync(IWrite write, long id)
    {
        await write.ExecuteAsync("DELETE FROM job WHERE task_id = $1", id);
        await write.ExecuteAsync("DELETE FROM task_day WHERE task_id = $1", id);
        await write.ExecuteAsync("DELETE FROM task_change WHERE task_id = $1", id);
        await write.ExecuteAsync("DELETE FROM ping WHERE task_id = $1", id);
        await write.ExecuteAsync("DELETE FROM task_tag WHERE task_id = $1", id);
        await write.ExecuteAsync("DELETE FROM task WHERE id = $1", id);
    }

    public static ScheduledTask Read(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        PingId = r.GetUuid(1),
        BadgeId = r.GetUuid(2),
        Name = r.GetString(3),
        Slug = r.GetString(4),
        Datapoints = r.GetInt32(5),
        Tolerance = r.GetInt32(6),
        Period = SpanOrNull(r, 7),
        Cron = r.GetText(8),
        Grace = SpanOrNull(r, 9)!.Value,
        MaxRun = SpanOrNull(r, 10),
        Early = SpanOrNull(r, 11),
        Timezone = r.GetString(12),
        Tags = JsonSerializer.Deserialize<string[]>(r.GetString(13))!,
        Service = r.GetText(14),
        Environment = r.GetText(15),
        Host = r.GetText(16),
        CreatedAt = r.GetInstant(17),
        State = (TaskState)r.GetInt32(18),
        StateSince = r.GetInstant(19),
        Why = r.GetString(20),
        ExpectedAt = r.GetInstantOrNull(21),
        NextDeadline = r.GetInstantOrNull(22),
        StartedAt = r.GetInstantOrNull(23),
        StartedRid = r.IsDBNull(24) ? null : r.GetUuid(24),
        LastRunAt = r.GetInstantOrNull(25),
        LastDuration = SpanOrNull(r, 26),
        PausedUntil = r.GetInstantOrNull(27),
        Pings = r.GetInt64(28),
        Failures = r.GetInt32(29),
        OutOf = r.GetInt32(30),
        Recent = r.GetInt64(31),
        ParentId = r.GetInteger(32),
        SnoozedUntil = r.GetInstantOrNull(33),
        IsHeld = r.GetInt64(34) != 0,
        ToldState = (TaskState)r.GetInt32(35),
    };

    public static SqlValue Span(TimeSpan? span) => span is { } s ? (long)s.TotalMicroseconds : SqlValue.Null;

    public static TimeSpan? SpanOrNull(DbDataReader r, int i) => r.GetInteger(i) is { } us ? TimeSpan.FromMicroseconds(us) : null;
}
