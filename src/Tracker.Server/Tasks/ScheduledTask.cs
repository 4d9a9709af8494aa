using System.Globalization;
using Quartz;

namespace Tracker.Server.Tasks;

public enum TaskState
{
    /// <summary>Nothing can be told yet.</summary>
    New = 0,
    Up = 1,

    /// <summary>Expected, and still within its grace.</summary>
    Late = 2,
    Down = 3,
    Paused = 4,

    /// <summary>It may have run while Tracker did not.</summary>
    Unknown = 5,
}

/// <summary>Something that should happen again and again, and how it stands.</summary>
public sealed record ScheduledTask
{
    public long Id { get; init; }

    /// <summary>Who knows it may report runs.</summary>
    public Guid PingId { get; init; }

    /// <summary>Who knows it may see the badge, and no more.</summary>
    public Guid BadgeId { get; init; }

    public string Name { get; init; } = "";

    public string Slug { get; init; } = "";

    public int Datapoints { get; init; } = 7;

    public int Tolerance { get; init; }

    /// <summary>From one run to the next; null unless it is scheduled so.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>Five fields as in a crontab; null unless it is scheduled so.</summary>
    public string? Cron { get; init; }

    /// <summary>How late a run may be.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a run may take; the grace unless given.</summary>
    public TimeSpan? MaxRun { get; init; }

    /// <summary>A run that comes earlier than this before its time is told of; of a cron task, one that comes no earlier stands for that time.</summary>
    public TimeSpan? Early { get; init; }

    /// <summary>How many of the last <see cref="OutOf"/> runs must have failed before it is down.</summary>
    public int Failures { get; init; } = 1;

    public int OutOf { get; init; } = 1;

    /// <summary>Which of its last runs failed: the newest in the lowest bit.</summary>
    public long Recent { get; init; }

    /// <summary>While that task is out, nobody is told that this one is.</summary>
    public long? ParentId { get; init; }

    /// <summary>Until when nobody wants to be told.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Whether something was not told because it was snoozed or its parent was out.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The state that was told of last.</summary>
    public TaskState ToldState { get; init; }

    public string Timezone { get; init; } = "UTC";

    public IReadOnlyList<string> Tags { get; init; } = [];

    public string? Service { get; init; }

    public string? Environment { get; init; }

    public string? Host { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public TaskState State { get; init; }

    public DateTimeOffset StateSince { get; init; }

    public string Why { get; init; } = "";

    /// <summary>When the next run is expected; null before the first one, and for the daily rule.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>When the state must be looked at again though nobody calls.</summary>
    public DateTimeOffset? NextDeadline { get; init; }

    /// <summary>Since when it runs; null while it does not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    public Guid? StartedRid { get; init; }

    public DateTimeOffset? LastRunAt { get; init; }

    public TimeSpan? LastDuration { get; init; }

    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>How many calls of its ping address were recorded.</summary>
    public long Pings { get; init; }

    public bool IsDaily => Period is null && Cron is null;

    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(Timezone);

    public DateOnly CreatedDay => DailyRule.DayOf(CreatedAt, Zone);

    public string StateName => NameOf(State);

    public string Schedule => this switch
    {
        { Cron: { } cron } => $"{cron} ({Timezone})",
        { Period: { } period } => $"every {TaskDuration.Format(period)}",
        _ => string.Create(CultureInfo.InvariantCulture, $"{Datapoints - Tolerance} of {Datapoints} days"),
    };

    public static string NameOf(TaskState state) => state.ToString().ToLowerInvariant();

    /// <summary>When it should run after an instant; null for the daily rule.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset at) => this switch
    {
        { Cron: { } cron } => CronExpression.Parse(cron, CronFormat.Unix).WithTimeZone(Zone).GetNextValidTimeAfter(at),
        { Period: { } period } => at + period,
        _ => null,
    };
}
