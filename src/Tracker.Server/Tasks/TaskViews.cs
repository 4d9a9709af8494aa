using System.Text.Json.Serialization;

namespace Tracker.Server.Tasks;

/// <summary>A task over REST; durations are seconds.</summary>
public sealed record TaskView(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("datapoints")] int Datapoints,
    [property: JsonPropertyName("tolerance")] int Tolerance,
    [property: JsonPropertyName("period")] long? Period,
    [property: JsonPropertyName("cron")] string? Cron,
    [property: JsonPropertyName("grace")] long? Grace,
    [property: JsonPropertyName("max_run")] long? MaxRun,
    [property: JsonPropertyName("early")] long? Early,
    [property: JsonPropertyName("failures")] int? Failures,
    [property: JsonPropertyName("of")] int? OutOf,
    [property: JsonPropertyName("parent")] long? Parent,
    [property: JsonPropertyName("timezone")] string Timezone,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags,
    [property: JsonPropertyName("service")] string? Service,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("host")] string? Host,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("state_since")] DateTimeOffset StateSince,
    [property: JsonPropertyName("status")] string? Status,
    [property: JsonPropertyName("why")] string Why,
    [property: JsonPropertyName("missed_runs")] int MissedRuns,
    [property: JsonPropertyName("slug")] string Slug,
    [property: JsonPropertyName("ping_path")] string? PingPath,
    [property: JsonPropertyName("badge_path")] string BadgePath,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expected_at")] DateTimeOffset? ExpectedAt,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("last_run_at")] DateTimeOffset? LastRunAt,
    [property: JsonPropertyName("paused_until")] DateTimeOffset? PausedUntil,
    [property: JsonPropertyName("snoozed_until")] DateTimeOffset? SnoozedUntil)
{
    /// <param name="standing">The task.</param>
    /// <param name="mayPing">Whether the reader may report runs, and so may see the address that does.</param>
    public static TaskView Of(TaskStanding standing, bool mayPing)
    {
        var t = standing.Task;
        return new(
            t.Id, t.Name, t.Datapoints, t.Tolerance, Seconds(t.Period), t.Cron, t.IsDaily ? null : Seconds(t.Grace), Seconds(t.MaxRun), Seconds(t.Early),
            t.IsDaily ? null : t.Failures, t.IsDaily ? null : t.OutOf, t.ParentId, t.Timezone,
            t.Tags, t.Service, t.Environment, t.Host, ScheduledTask.NameOf(standing.State), t.StateSince, t.IsDaily ? standing.Verdict.Name : null, standing.FullWhy, standing.Missed, t.Slug,
            mayPing ? $"/ping/{t.PingId}" : null, $"/badge/{t.BadgeId}.svg", t.CreatedAt, t.ExpectedAt, t.StartedAt, t.LastRunAt, t.PausedUntil, t.SnoozedUntil);
    }

    private static long? Seconds(TimeSpan? span) => (long?)span?.TotalSeconds;
}

public sealed record MadeView([property: JsonPropertyName("id")] long Id);

public sealed record PingKeyView([property: JsonPropertyName("key")] string Key);

public sealed record JobView(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("early")] bool Early)
{
    public static JobView Of(TaskJob job) => new(job.Id, job.At, job.Duration?.TotalSeconds, job.Early);
}

public sealed record PingView(
    [property: JsonPropertyName("n")] long Number,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("told")] string Told,
    [property: JsonPropertyName("rid")] Guid? Rid,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("method")] string Method,
    [property: JsonPropertyName("address")] string Address,
    [property: JsonPropertyName("agent")] string Agent,
    [property: JsonPropertyName("body")] string Body)
{
    public static PingView Of(Ping p) => new(p.Number, p.At, p.Told, p.Rid, p.Duration?.TotalSeconds, p.Method, p.Address, p.Agent, p.Body);
}

public sealed record TaskChangeView(
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("from")] string From,
    [property: JsonPropertyName("to")] string To,
    [property: JsonPropertyName("why")] string Why)
{
    public static TaskChangeView Of(TaskChange change) => new(change.At, ScheduledTask.NameOf(change.From), ScheduledTask.NameOf(change.To), change.Why);
}

public sealed record ReportRow(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("status")] int Status,
    [property: JsonPropertyName("isReady")] bool IsReady,
    [property: JsonPropertyName("lastBackup"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastBackup,
    [property: JsonPropertyName("state")] string State,
    [property: JsonPropertyName("why")] string Why)
{
    public static ReportRow Of(TaskStanding s) =>
        new(s.Task.Name, s.Verdict.Jobs, s.IsReady, s.Task.LastRunAt, ScheduledTask.NameOf(s.State), s.Why);
}

/// <param name="Status"><c>ERR</c> when a task is down.</param>
public sealed record ReportView(
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("tasks")] IReadOnlyList<ReportRow> Tasks);
