using System.Text.Json.Serialization;
using Tracker.Cli.Runs.Sampling;

namespace Tracker.Cli.Runs.Delivery;

/// <summary>
/// A run as far as it has not been delivered: what is in memory while the command runs, and in the spool afterwards. Or, in the
/// spool, the end of a task's run alone.
/// </summary>
internal sealed record Parcel
{
    /// <summary>1 is a run; 2, which the programs that knew runs alone leave to others, a task's end.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Who it is for. Credentials are not kept: whoever delivers it shows their own.</summary>
    public required string Server { get; init; }

    /// <summary>Under this key the run begins once, however often that is asked.</summary>
    public required string Key { get; init; }

    public required BeginBody Begin { get; set; }

    /// <summary>Whether it was sent, so that it may have begun though no answer came.</summary>
    public bool BeginSent { get; set; }

    /// <summary>The server's number of the run, once it is known.</summary>
    public long? Id { get; set; }

    /// <summary>Those that the server does not have yet.</summary>
    public List<SampleBody> Samples { get; init; } = [];

    public StopBody? Stop { get; set; }

    /// <summary>Why the server will never take the run; it holds nothing to deliver then but <see cref="Then"/>.</summary>
    public string? Refused { get; set; }

    /// <summary>A task's end, in a parcel without a run.</summary>
    public TaskEnd? Report { get; init; }

    /// <summary>What else is to be told, in order: the end of a deployment, say.</summary>
    public List<LateRequest> Then { get; init; } = [];

    [JsonIgnore]
    public bool IsEmpty => Samples.Count == 0 && Stop is null && Then.Count == 0;

    [JsonIgnore]
    public bool IsKnown => Version == 1 ? Report is null : Version == 2 && Report is not null;

    public static Parcel Of(string server, TaskEnd end, DateTimeOffset began) => new()
    {
        Version = 2,
        Server = server,
        Key = end.Run + "-task",
        Begin = new() { Name = "task " + end.Task, StartTime = RunClock.Format(began) },
        Report = end,
    };
}

/// <summary>The end of a task's run.</summary>
/// <param name="Task">As the command line names it.</param>
/// <param name="Run">The run's key, by which its start and its end belong together.</param>
internal sealed record TaskEnd(string Task, int ExitCode, string Run, string At);

internal sealed record BeginBody
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public double? Threshold { get; init; }

    public required string StartTime { get; init; }

    public double? Interval { get; init; }

    public long? Parent { get; init; }

    public string? Host { get; init; }

    public string? Service { get; init; }

    public string? Environment { get; init; }

    public string[]? Tags { get; init; }
}

internal sealed record SampleBody(double CpuUsage, string Timestamp)
{
    public static SampleBody Of(Sample sample) => new(Math.Round(sample.Usage, 6), RunClock.Format(sample.At));
}

internal sealed record StopBody
{
    public required string EndTime { get; init; }

    public int? ExitCode { get; init; }

    public double? CpuSeconds { get; init; }

    public long? PeakMemory { get; init; }

    public long? ReadBytes { get; init; }

    public long? WrittenBytes { get; init; }

    public long? Children { get; init; }
}

/// <summary>A request that may be made more than once.</summary>
internal sealed record LateRequest(string Method, string Path, string Key, string Body);

internal sealed record BegunReply(long Id);

/// <summary>What the summary tells of the server's view.</summary>
internal sealed record RunReply
{
    public long Id { get; init; }

    public string StartTime { get; init; } = "";

    public bool Active { get; init; }

    public bool Lost { get; init; }

    public double Threshold { get; init; }

    public double TimeAboveThreshold { get; init; }

    public double? MeanUsage { get; init; }

    public double? MaxUsage { get; init; }

    public BaselineReply? Baseline { get; init; }
}

internal sealed record BaselineReply(ComparisonReply? Duration, ComparisonReply? CpuSeconds, ComparisonReply? PeakMemory);

internal sealed record ComparisonReply(int Runs, double Median, double Spread, string Verdict);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Parcel))]
[JsonSerializable(typeof(SampleBody[]))]
[JsonSerializable(typeof(BeginBody))]
[JsonSerializable(typeof(StopBody))]
[JsonSerializable(typeof(BegunReply))]
[JsonSerializable(typeof(RunReply))]
[JsonSerializable(typeof(RunReply[]))]
internal sealed partial class RunJson : JsonSerializerContext;
