using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Runs;

/// <summary>A run. Usage is a part of the whole machine, 0 to 1.</summary>
public sealed record RunDetails
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>Runs of one name are compared.</summary>
    public required string Name { get; init; }

    /// <summary>In somebody's own words.</summary>
    public string Description { get; init; } = "";

    /// <summary>Whether it is under way.</summary>
    public bool Active { get; init; }

    /// <summary>When it began.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset StartTime { get; init; }

    /// <summary>When it ended; null while it is under way.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? EndTime { get; init; }

    /// <summary>How long it took, or has taken so far.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Duration { get; init; }

    /// <summary>Whether it ended because no sample came.</summary>
    public bool Lost { get; init; }

    /// <summary>Above which usage it counts as busy.</summary>
    public double Threshold { get; init; }

    /// <summary>For how long it was above the threshold.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan TimeAboveThreshold { get; init; }

    /// <summary>How many samples there are.</summary>
    public long Samples { get; init; }

    /// <summary>The least usage; null without samples.</summary>
    public double? MinUsage { get; init; }

    /// <summary>The mean usage; null without samples.</summary>
    public double? MeanUsage { get; init; }

    /// <summary>The most usage; null without samples.</summary>
    public double? MaxUsage { get; init; }

    /// <summary>One in twenty samples is above it; null in lists.</summary>
    [JsonPropertyName("p95_usage")]
    public double? P95Usage { get; init; }

    /// <summary>From sample to sample, as it was announced.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Interval { get; init; }

    /// <summary>The run that it is a part of.</summary>
    public long? Parent { get; init; }

    /// <summary>Whose it is.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }

    /// <summary>The service it belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Where.</summary>
    public string? Environment { get; init; }

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>0 is success.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The processor time that the command and its children used.</summary>
    [JsonPropertyName("cpu_seconds"), JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? CpuTime { get; init; }

    /// <summary>Bytes.</summary>
    public long? PeakMemory { get; init; }

    /// <summary>Bytes.</summary>
    public long? ReadBytes { get; init; }

    /// <summary>Bytes.</summary>
    public long? WrittenBytes { get; init; }

    /// <summary>How many processes it started.</summary>
    public long? Children { get; init; }

    /// <summary>What is usual for its name; null in lists.</summary>
    public RunBaseline? Baseline { get; init; }
}

/// <summary>A run against the last ones of its name that ended well.</summary>
public sealed record RunBaseline
{
    /// <summary>How many.</summary>
    public int Runs { get; init; }

    /// <summary>Seconds.</summary>
    public RunComparison? Duration { get; init; }

    /// <summary>Seconds of processor time.</summary>
    [JsonPropertyName("cpu_seconds")]
    public RunComparison? CpuTime { get; init; }

    /// <summary>Bytes.</summary>
    public RunComparison? PeakMemory { get; init; }
}

/// <summary>A number against what is usual.</summary>
public sealed record RunComparison
{
    /// <summary>How many runs told it.</summary>
    public int Runs { get; init; }

    /// <summary>Half had more.</summary>
    public double Median { get; init; }

    /// <summary>The median distance from the median.</summary>
    public double Spread { get; init; }

    /// <summary>How this one is against them.</summary>
    public RunVerdict Verdict { get; init; }
}

/// <summary>Samples that lie close to each other.</summary>
public sealed record RunPoint
{
    /// <summary>Of the first of them.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>How many they are.</summary>
    public long Samples { get; init; }

    /// <summary>The least usage.</summary>
    public double Min { get; init; }

    /// <summary>The mean usage.</summary>
    public double Mean { get; init; }

    /// <summary>The most usage.</summary>
    public double Max { get; init; }
}

/// <summary>A run that was begun.</summary>
public sealed record BegunRun
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>When it began.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset StartTime { get; init; }
}
