using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Runs;

/// <summary>A run as it begins.</summary>
public sealed record NewRun
{
    /// <summary>Runs of one name are compared; at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>At most 4,000 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A part of the whole machine, 0 to 1; 0.5 unless given.</summary>
    public double? Threshold { get; init; }

    /// <summary>When it began; now unless given.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? StartTime { get; init; }

    /// <summary>From sample to sample, 10 ms to a day: without samples for ten of them it counts as lost.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Interval { get; init; }

    /// <summary>The id of the run that it is a part of.</summary>
    public long? Parent { get; init; }

    /// <summary>The machine it runs on.</summary>
    public string? Host { get; init; }

    /// <summary>The service it belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Where.</summary>
    public string? Environment { get; init; }

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>How a run ended.</summary>
public sealed record RunEnd
{
    /// <summary>When; now unless given.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? EndTime { get; init; }

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
}

/// <summary>How busy the machine was.</summary>
public sealed record RunSample
{
    /// <summary>From when on it holds, to the microsecond. The first value for an instant stays.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>A part of the whole machine, 0 to 1.</summary>
    public required double CpuUsage { get; init; }
}

/// <summary>Which runs to list.</summary>
public sealed record RunFilter
{
    /// <summary>A part of the name.</summary>
    public string? Name { get; init; }

    /// <summary>Only those under way, or only those that are over.</summary>
    public bool? Active { get; init; }

    /// <summary>Everybody's, which takes the admin scope.</summary>
    public bool Everybody { get; init; }
}
