using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Tasks;

/// <summary>A task as it is asked for. With <see cref="Period"/> or <see cref="Cron"/> it has a schedule, else it is held to the daily rule.</summary>
public sealed record TaskSettings
{
    /// <summary>Unique, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Days that count, 1 to 366; 7 unless given.</summary>
    public int? Datapoints { get; init; }

    /// <summary>Days of them that may be without a job, less than the datapoints; 0 unless given.</summary>
    public int? Tolerance { get; init; }

    /// <summary>From one run to the next, in whole seconds, at most 400 days.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Period { get; init; }

    /// <summary>Five fields as in a crontab, by the clock of the time zone.</summary>
    public string? Cron { get; init; }

    /// <summary>How late a run may be; an hour unless given.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Grace { get; init; }

    /// <summary>How long a run may take; the grace unless given.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? MaxRun { get; init; }

    /// <summary>Runs that come earlier than this before their time are told of.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Early { get; init; }

    /// <summary>How many of the last runs must have failed before it is down; 1 unless given.</summary>
    public int? Failures { get; init; }

    /// <summary>How many of the last runs count for that, at most 60.</summary>
    [JsonPropertyName("of")]
    public int? OutOf { get; init; }

    /// <summary>The id or name of a task that this one depends on: while that is out, nobody is told of this one.</summary>
    public string? Parent { get; init; }

    /// <summary>An IANA name; UTC unless given.</summary>
    public string? Timezone { get; init; }

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The service it belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Where it runs.</summary>
    public string? Environment { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }
}

/// <summary>Which tasks to list.</summary>
public sealed record TaskFilter
{
    /// <summary>A part of the name.</summary>
    public string? Name { get; init; }

    /// <summary>A tag that they have.</summary>
    public string? Tag { get; init; }

    /// <summary>How they stand.</summary>
    public TaskState? State { get; init; }
}
