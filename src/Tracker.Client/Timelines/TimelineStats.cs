using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Timelines;

/// <summary>How long something usually takes.</summary>
public sealed record Spread
{
    /// <summary>How many durations it is from.</summary>
    public int Samples { get; init; }

    /// <summary>Of how many timelines.</summary>
    public int Timelines { get; init; }

    /// <summary>Half take longer.</summary>
    [JsonPropertyName("MedianSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Median { get; init; }

    /// <summary>The median distance from the median.</summary>
    [JsonPropertyName("MadSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Mad { get; init; }

    /// <summary>One in twenty takes longer.</summary>
    [JsonPropertyName("P95Seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan P95 { get; init; }
}

/// <summary>How long an event usually takes.</summary>
/// <param name="Name">Its name, with its ancestors.</param>
/// <param name="Duration">How long.</param>
public sealed record EventSpread(string Name, Spread Duration);

/// <summary>What is usual in a context.</summary>
public sealed record ContextStats
{
    /// <summary>From how many finished timelines.</summary>
    public int Timelines { get; init; }

    /// <summary>From first event to last; null without finished timelines.</summary>
    public Spread? Whole { get; init; }

    /// <summary>Each event, by its name.</summary>
    public IReadOnlyList<EventSpread> Events { get; init; } = [];
}

/// <summary>Two timelines side by side.</summary>
public sealed record TimelineComparison
{
    /// <summary>How long the first took.</summary>
    [JsonPropertyName("Seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>How long the other took.</summary>
    [JsonPropertyName("OtherSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? OtherDuration { get; init; }

    /// <summary>The one less the other.</summary>
    [JsonPropertyName("DifferenceSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Difference { get; init; }

    /// <summary>Event by event.</summary>
    public IReadOnlyList<ComparedEvent> Events { get; init; } = [];
}

/// <summary>An event in two timelines; a duration is null where it is not there or has none.</summary>
public sealed record ComparedEvent
{
    /// <summary>Its name, with its ancestors.</summary>
    public required string Name { get; init; }

    /// <summary>Where; null where none was named.</summary>
    public string? Host { get; init; }

    /// <summary>How long it took in the first.</summary>
    [JsonPropertyName("Seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>How long it took in the other.</summary>
    [JsonPropertyName("OtherSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? OtherDuration { get; init; }

    /// <summary>The one less the other.</summary>
    [JsonPropertyName("DifferenceSeconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Difference { get; init; }
}
