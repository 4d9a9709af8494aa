using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Server.Runs;

/// <summary>A run as it begins.</summary>
public sealed record RunRequest
{
    [JsonPropertyName("name"), Description("Runs of one name are compared; at most 200 characters.")]
    public string? Name { get; init; }

    [JsonPropertyName("description"), Description("At most 4,000 characters.")]
    public string? Description { get; init; }

    [JsonPropertyName("threshold"), Description("A part of the whole machine, 0 to 1; 0.5 unless given.")]
    public double? Threshold { get; init; }

    [JsonPropertyName("start_time"), Description("Now unless given.")]
    public string? StartTime { get; init; }

    [JsonPropertyName("interval"), Description("Seconds from sample to sample, by which a run counts as lost; 0.01 to 86400.")]
    public double? Interval { get; init; }

    [JsonPropertyName("parent"), Description("The id of the run that this one is a part of.")]
    public long? Parent { get; init; }

    [JsonPropertyName("host")]
    public string? Host { get; init; }

    [JsonPropertyName("service")]
    public string? Service { get; init; }

    [JsonPropertyName("environment")]
    public string? Environment { get; init; }

    [JsonPropertyName("tags")]
    public string[]? Tags { get; init; }
}

/// <summary>How busy the machine was.</summary>
public sealed record UsageRequest
{
    [JsonPropertyName("cpu_usage"), Description("A part of the whole machine, 0 to 1.")]
    public double? CpuUsage { get; init; }

    [JsonPropertyName("usage"), Description("The same in percent, 0 to 100, in place of cpu_usage.")]
    public double? Percent { get; init; }

    [JsonPropertyName("timestamp"), Description("Now unless given; needed in an array.")]
    public string? Timestamp { get; init; }
}

/// <summary>One sample, or an array of them.</summary>
[JsonConverter(typeof(UsageBatchConverter))]
public sealed record UsageBatch(IReadOnlyList<UsageRequest> Samples, bool IsArray);

/// <summary>The end of a run.</summary>
public sealed record StopRequest
{
    [JsonPropertyName("end_time"), Description("Now unless given.")]
    public string? EndTime { get; init; }

    [JsonPropertyName("exit_code")]
    public int? ExitCode { get; init; }

    [JsonPropertyName("cpu_seconds"), Description("What the command and its children used.")]
    public double? CpuSeconds { get; init; }

    [JsonPropertyName("peak_memory"), Description("Bytes.")]
    public long? PeakMemory { get; init; }

    [JsonPropertyName("read_bytes")]
    public long? ReadBytes { get; init; }

    [JsonPropertyName("written_bytes")]
    public long? WrittenBytes { get; init; }

    [JsonPropertyName("children"), Description("How many processes it started.")]
    public long? Children { get; init; }
}

/// <summary>Reads one sample or an array of them, no more than a request may have.</summary>
public sealed class UsageBatchConverter : JsonConverter<UsageBatch>
{
    /// <summary>More than an hour at an interval of half a second.</summary>
    public const int Most = 10_000;

    public override UsageBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray) return new([One(ref reader, options)], IsArray: false);
        var samples = new List<UsageRequest>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // One more than may be tells that there are too many; the rest need not be kept.
            if (samples.Count > Most) reader.Skip();
            else samples.Add(One(ref reader, options));
        }

        return new(samples, IsArray: true);
    }

    public override void Write(Utf8JsonWriter writer, UsageBatch value, JsonSerializerOptions options)
    {
        if (value.IsArray) JsonSerializer.Serialize(writer, value.Samples, options);
        else JsonSerializer.Serialize(writer, value.Samples[0], options);
    }

    private static UsageRequest One(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<UsageRequest>(ref reader, options) ?? throw new JsonException();
}
