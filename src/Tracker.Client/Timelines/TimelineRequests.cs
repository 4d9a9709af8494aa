using System.Text.Json.Serialization;
using Tracker.Client.Json;
using Tracker.Protocol.Timelines;

namespace Tracker.Client.Timelines;

/// <summary>A timeline to begin.</summary>
public sealed record NewTimeline
{
    /// <summary>What may be used in place of its id, such as <c>build 42</c>.</summary>
    [JsonPropertyName("label")]
    public string? Label { get; init; }

    /// <summary>When it begins; now unless given.</summary>
    [JsonPropertyName("time")]
    public DateTimeOffset? Time { get; init; }

    /// <summary>What the context is about; it stays as it is unless given.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}

/// <summary>A timeline that was begun.</summary>
public sealed record BegunTimeline
{
    /// <summary>Its id.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>Its label; may be empty.</summary>
    [JsonPropertyName("label")]
    public string Label { get; init; } = "";

    /// <summary>When it begins.</summary>
    [JsonPropertyName("begins")]
    public DateTimeOffset Begins { get; init; }
}

/// <summary>Something that happened in a context.</summary>
public sealed record ContextMessage
{
    /// <summary>The event with its ancestors, divided by dots, or the label of a new timeline.</summary>
    [JsonPropertyName("name")]
    public string Name { get; init; } = "";

    /// <summary>What happened, by the number it has in messages.</summary>
    [JsonPropertyName("type")]
    public required TimelineMessageType Type { get; init; }

    /// <summary>When; when it is received unless given. A message with a time may be sent any number of times.</summary>
    [JsonPropertyName("time")]
    public DateTimeOffset? Time { get; init; }

    /// <summary>Where. An end carries the same host as its start.</summary>
    [JsonPropertyName("host")]
    public string? Host { get; init; }

    /// <summary>Whether the server fills in the caller's address as host.</summary>
    [JsonPropertyName("autoIP")]
    public bool? AutoIP { get; init; }

    /// <summary>How it went.</summary>
    [JsonPropertyName("status"), JsonConverter(typeof(TimelineStatusConverter))]
    public TimelineStatus? Status { get; init; }
}

/// <summary>What became of a message.</summary>
public sealed record MessageOutcome
{
    /// <summary>In a word.</summary>
    [JsonPropertyName("outcome")]
    public required MessageResult Result { get; init; }

    /// <summary>Why it is invalid, in a word that stays the same.</summary>
    [JsonPropertyName("reason")]
    public string? Reason { get; init; }

    /// <summary>The same for a person.</summary>
    [JsonPropertyName("detail")]
    public string? Detail { get; init; }
}

/// <summary>The settings of a context; what is null is what it is for a new one.</summary>
public sealed record ContextSettings
{
    /// <summary>What it is about.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>The service it belongs to; its own name unless given.</summary>
    [JsonPropertyName("service")]
    public string? Service { get; init; }

    /// <summary>Where.</summary>
    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    /// <summary>On which machine.</summary>
    [JsonPropertyName("host")]
    public string? Host { get; init; }

    /// <summary>Free words.</summary>
    [JsonPropertyName("tags")]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How many timelines are kept: 1,000 unless given, null for no such limit.</summary>
    [JsonPropertyName("keep_timelines"), JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? KeepTimelines { get; init; } = 1_000;

    /// <summary>How many days timelines are kept; null for no such limit.</summary>
    [JsonPropertyName("keep_days")]
    public int? KeepDays { get; init; }

    /// <summary>After how long, in whole seconds, an event that did not end counts as abandoned; a day unless given.</summary>
    [JsonPropertyName("open_timeout"), JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? OpenTimeout { get; init; }
}
