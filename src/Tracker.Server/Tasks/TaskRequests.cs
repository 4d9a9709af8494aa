using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Tasks;

/// <summary>A task as it is asked for. With <c>period</c> or <c>cron</c> it has a schedule, else it is held to the daily rule.</summary>
public sealed record TaskRequest
{
    [JsonPropertyName("name"), Description("Unique, at most 200 characters.")]
    public string? Name { get; init; }

    [JsonPropertyName("datapoints"), Description("Days that count, 1 to 366; 7 unless given.")]
    public int? Datapoints { get; init; }

    [JsonPropertyName("tolerance"), Description("Days of them that may be without a job, less than datapoints; 0 unless given.")]
    public int? Tolerance { get; init; }

    [JsonPropertyName("period"), JsonConverter(typeof(TaskDurationConverter)), Description("From one run to the next: seconds, or a text such as 1h.")]
    public TimeSpan? Period { get; init; }

    [JsonPropertyName("cron"), Description("Five fields as in a crontab, by the clock of the time zone.")]
    public string? Cron { get; init; }

    [JsonPropertyName("grace"), JsonConverter(typeof(TaskDurationConverter)), Description("How late a run may be; an hour unless given.")]
    public TimeSpan? Grace { get; init; }

    [JsonPropertyName("max_run"), JsonConverter(typeof(TaskDurationConverter)), Description("How long a run may take; the grace unless given.")]
    public TimeSpan? MaxRun { get; init; }

    [JsonPropertyName("early"), JsonConverter(typeof(TaskDurationConverter)), Description("Runs that come earlier than this before their time are told of; others stand for that time.")]
    public TimeSpan? Early { get; init; }

    [JsonPropertyName("failures"), Description("How many of the last runs must have failed before it is down; 1 unless given.")]
    public int? Failures { get; init; }

    [JsonPropertyName("of"), Description("How many of the last runs count for that, at most 60; as many as failures unless given.")]
    public int? Of { get; init; }

    [JsonPropertyName("parent"), JsonConverter(typeof(TaskNameConverter)), Description("Another task, by id or name: while it is out, nobody is told that this one is.")]
    public string? Parent { get; init; }

    [JsonPropertyName("timezone"), Description("An IANA name; UTC unless given.")]
    public string? Timezone { get; init; }

    [JsonPropertyName("tags")]
    public string[]? Tags { get; init; }

    [JsonPropertyName("service")]
    public string? Service { get; init; }

    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    [JsonPropertyName("host")]
    public string? Host { get; init; }
}

public sealed record BackupRequest([property: JsonPropertyName("taskName")] string? TaskName);

public sealed record ReportRequest([property: JsonPropertyName("notify")] string? Notify);

public sealed record PauseRequest([property: JsonPropertyName("until")] DateTimeOffset? Until);

/// <summary>Until an instant, or for as long.</summary>
public sealed record SnoozeRequest
{
    [JsonPropertyName("until")]
    public DateTimeOffset? Until { get; init; }

    [JsonPropertyName("for"), JsonConverter(typeof(TaskDurationConverter)), Description("Seconds, or a text such as 2h.")]
    public TimeSpan? For { get; init; }
}

/// <summary>Reads a task's id, or its name.</summary>
public sealed class TaskNameConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString()!,
        JsonTokenType.Number when reader.TryGetInt64(out var id) => id.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException("must be the id or the name of a task."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
