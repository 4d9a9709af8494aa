using System.Text.Json.Serialization;

namespace Tracker.Server.Timelines.Api;

/// <summary>The settings of a context; what is left out is what it is for a new one.</summary>
public sealed record ContextRequest
{
    /// <summary>What it is about.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }

    /// <summary>The context's name unless given.</summary>
    [JsonPropertyName("service")]
    public string? Service { get; init; }

    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    [JsonPropertyName("host")]
    public string? Host { get; init; }

    [JsonPropertyName("tags")]
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>How many timelines are kept; 1000 unless given, null for no such limit.</summary>
    [JsonPropertyName("keep_timelines")]
    public int? KeepTimelines { get; init; } = TimelineContext.DefaultKeepTimelines;

    /// <summary>How many days timelines are kept; no such limit unless given.</summary>
    [JsonPropertyName("keep_days")]
    public int? KeepDays { get; init; }

    /// <summary>Seconds after which an event that did not end counts as abandoned; a day unless given.</summary>
    [JsonPropertyName("open_timeout")]
    public long? OpenTimeout { get; init; }
}
