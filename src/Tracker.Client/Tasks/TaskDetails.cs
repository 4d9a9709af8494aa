using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Tasks;

/// <summary>A task as it stands.</summary>
public sealed record TaskDetails
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Unique.</summary>
    public required string Name { get; init; }

    /// <summary>Days that count.</summary>
    public int Datapoints { get; init; }

    /// <summary>Days of them that may be without a job.</summary>
    public int Tolerance { get; init; }

    /// <summary>From one run to the next.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Period { get; init; }

    /// <summary>Five fields as in a crontab.</summary>
    public string? Cron { get; init; }

    /// <summary>How late a run may be.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Grace { get; init; }

    /// <summary>How long a run may take.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? MaxRun { get; init; }

    /// <summary>Runs that come earlier than this before their time are told of.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Early { get; init; }

    /// <summary>How many of the last runs must have failed before it is down.</summary>
    public int? Failures { get; init; }

    /// <summary>How many of the last runs count for that.</summary>
    [JsonPropertyName("of")]
    public int? OutOf { get; init; }

    /// <summary>The id of the task that this one depends on.</summary>
    public long? Parent { get; init; }

    /// <summary>An IANA name.</summary>
    public string Timezone { get; init; } = "";

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The service it belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Where it runs.</summary>
    public string? Environment { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }

    /// <summary>How it stands.</summary>
    public TaskState State { get; init; }

    /// <summary>Since when it stands so.</summary>
    public DateTimeOffset StateSince { get; init; }

    /// <summary>What the daily rule says; null for a task with a schedule.</summary>
    public DailyStatus? Status { get; init; }

    /// <summary>Why it stands so: <c>3 jobs >= 5 datapoints - 2 tolerance</c>.</summary>
    public string Why { get; init; } = "";

    /// <summary>Times that went by, with their grace, without a run.</summary>
    public int MissedRuns { get; init; }

    /// <summary>Its name in ping addresses.</summary>
    public string Slug { get; init; } = "";

    /// <summary>Where jobs report; null for who may only read. Who knows it may report.</summary>
    public string? PingPath { get; init; }

    /// <summary>A picture of its state, for anyone.</summary>
    public string BadgePath { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the next run is expected.</summary>
    public DateTimeOffset? ExpectedAt { get; init; }

    /// <summary>Since when a run is under way.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ran last.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>Until when it is paused.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>Until when nobody is told.</summary>
    public DateTimeOffset? SnoozedUntil { get; init; }

    /// <summary>Its name and how it stands, without its ping address.</summary>
    public override string ToString() => $"{Name} ({Id}): {State}";
}

/// <summary>A job that was done.</summary>
public sealed record TaskJob
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>When it was done.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>How long it took, where its start was told.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>Whether it came before its time.</summary>
    public bool Early { get; init; }
}

/// <summary>A change of a task's state.</summary>
public sealed record TaskChange
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>How it stood before.</summary>
    public TaskState From { get; init; }

    /// <summary>How it stands since.</summary>
    public TaskState To { get; init; }

    /// <summary>Why.</summary>
    public string Why { get; init; } = "";
}

/// <summary>A call of a task's ping address.</summary>
public sealed record TaskPing
{
    /// <summary>Counts the task's calls.</summary>
    [JsonPropertyName("n")]
    public required long Number { get; init; }

    /// <summary>When it came.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>What it told.</summary>
    public string Told { get; init; } = "";

    /// <summary>The run that it belongs to.</summary>
    [JsonPropertyName("rid")]
    public Guid? RunId { get; init; }

    /// <summary>From the run's start to this.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>The HTTP verb.</summary>
    public string Method { get; init; } = "";

    /// <summary>The caller's address.</summary>
    public string Address { get; init; } = "";

    /// <summary>The caller's program.</summary>
    public string Agent { get; init; } = "";

    /// <summary>What it sent along, up to 100,000 bytes.</summary>
    public string Body { get; init; } = "";
}

/// <summary>How all tasks stand.</summary>
public sealed record TaskReport
{
    /// <summary>When they were evaluated.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary><c>ERR</c> when a task is down, else <c>OK</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Each of them.</summary>
    public IReadOnlyList<TaskReportRow> Tasks { get; init; } = [];
}

/// <summary>How a task stands.</summary>
public sealed record TaskReportRow
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>How many days with a job were counted.</summary>
    public int Status { get; init; }

    /// <summary>Whether there are enough days to tell.</summary>
    [JsonPropertyName("isReady")]
    public bool IsReady { get; init; }

    /// <summary>When it ran last.</summary>
    [JsonPropertyName("lastBackup")]
    public DateTimeOffset? LastBackup { get; init; }

    /// <summary>How it stands.</summary>
    public TaskState State { get; init; }

    /// <summary>Why.</summary>
    public string Why { get; init; } = "";
}

/// <summary>A task's state, as shields.io reads it.</summary>
public sealed record Badge
{
    /// <summary>1.</summary>
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; }

    /// <summary>The task's name, or the tag.</summary>
    public required string Label { get; init; }

    /// <summary>How it stands.</summary>
    public required string Message { get; init; }

    /// <summary>A colour's name or number.</summary>
    public string Color { get; init; } = "";
}
