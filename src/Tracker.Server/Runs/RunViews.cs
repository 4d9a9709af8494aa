using System.Text.Json.Serialization;
using Tracker.Server.Runs.Baselines;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

public sealed record BegunView([property: JsonPropertyName("id")] long Id, [property: JsonPropertyName("start_time")] string StartTime)
{
    public static BegunView Of(Run run) => new(run.Id, RunTimes.Format(run.StartedAt));
}

/// <param name="Id">The run's.</param>
public sealed record AboveView([property: JsonPropertyName("id")] long Id, [property: JsonPropertyName("above_threshold")] bool AboveThreshold);

/// <summary>A run. Times are UTC, durations seconds, usage a part of the whole machine.</summary>
/// <param name="P95Usage">Of one run alone, not in lists.</param>
/// <param name="Baseline">Of one run alone, not in lists.</param>
public sealed record RunView(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("time_above_threshold")] double TimeAboveThreshold,
    [property: JsonPropertyName("active")] bool Active,
    [property: JsonPropertyName("start_time")] string StartTime,
    [property: JsonPropertyName("end_time")] string? EndTime,
    [property: JsonPropertyName("duration")] double Duration,
    [property: JsonPropertyName("lost")] bool Lost,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("description")] string Description,
    [property: JsonPropertyName("threshold")] double Threshold,
    [property: JsonPropertyName("samples")] long Samples,
    [property: JsonPropertyName("min_usage")] double? MinUsage,
    [property: JsonPropertyName("mean_usage")] double? MeanUsage,
    [property: JsonPropertyName("max_usage")] double? MaxUsage,
    [property: JsonPropertyName("p95_usage")] double? P95Usage,
    [property: JsonPropertyName("interval")] double? Interval,
    [property: JsonPropertyName("parent")] long? Parent,
    [property: JsonPropertyName("owner")] string Owner,
    [property: JsonPropertyName("host")] string? Host,
    [property: JsonPropertyName("service")] string? Service,
    [property: JsonPropertyName("environment")] string? Environment,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags,
    [property: JsonPropertyName("exit_code")] int? ExitCode,
    [property: JsonPropertyName("cpu_seconds")] double? CpuSeconds,
    [property: JsonPropertyName("peak_memory")] long? PeakMemory,
    [property: JsonPropertyName("read_bytes")] long? ReadBytes,
    [property: JsonPropertyName("written_bytes")] long? WrittenBytes,
    [property: JsonPropertyName("children")] long? Children,
    [property: JsonPropertyName("baseline")] BaselineView? Baseline)
{
    public static RunView Of(Run run, DateTimeOffset now, int? p95 = null, RunBaseline? baseline = null)
    {
        var (t, report) = (run.Totals, run.Report);
        return new(
            run.Id, run.TimeAbove(now).TotalSeconds, run.IsActive, RunTimes.Format(run.StartedAt), run.EndedAt is { } end ? RunTimes.Format(end) : null,
            run.Duration(now).TotalSeconds, run.IsLost, run.Name, run.Description, Sample.Fraction(run.Threshold), t.Samples, Usage(t, t.Least), Usage(t, t.Mean),
            Usage(t, t.Most), p95 is { } p ? Sample.Fraction(p) : null, run.Interval?.TotalSeconds, run.ParentId, run.OwnerName, run.Host, run.Service, run.Environment,
            run.Tags, report.ExitCode, report.CpuTime?.TotalSeconds, report.PeakMemory, report.ReadBytes, report.WrittenBytes, report.Children,
            baseline is null ? null : BaselineView.Of(baseline));
    }

    private static double? Usage(UsageTotals totals, double millionths) => totals.Samples == 0 ? null : Sample.Fraction(millionths);
}

/// <summary>A run against the last ones of its name that ended well.</summary>
public sealed record BaselineView(
    [property: JsonPropertyName("runs")] int Runs,
    [property: JsonPropertyName("duration")] ComparisonView? Duration,
    [property: JsonPropertyName("cpu_seconds")] ComparisonView? CpuSeconds,
    [property: JsonPropertyName("peak_memory")] ComparisonView? PeakMemory)
{
    public static BaselineView Of(RunBaseline b) => new(b.Runs, ComparisonView.Of(b.Duration), ComparisonView.Of(b.CpuSeconds), ComparisonView.Of(b.PeakMemory));
}

/// <param name="Runs">How many runs told it.</param>
/// <param name="Spread">The median of the distances from the median.</param>
/// <param name="Verdict"><c>usual</c>, <c>higher</c>, <c>lower</c>, or <c>unknown</c> with fewer than five runs.</param>
public sealed record ComparisonView(
    [property: JsonPropertyName("runs")] int Runs,
    [property: JsonPropertyName("median")] double Median,
    [property: JsonPropertyName("spread")] double Spread,
    [property: JsonPropertyName("verdict")] string Verdict)
{
    public static ComparisonView? Of(Comparison? c) => c is null ? null : new(c.Usual.Count, c.Usual.Median, c.Usual.Mad, c.Verdict.ToString().ToLowerInvariant());
}

public sealed record SampleView([property: JsonPropertyName("timestamp")] string Timestamp, [property: JsonPropertyName("cpu_usage")] double CpuUsage)
{
    public static SampleView Of(Sample s) => new(RunTimes.Format(Instant.FromMicroseconds(s.At)), Sample.Fraction(s.Usage));
}

/// <summary>Samples that lie close to each other.</summary>
/// <param name="Timestamp">Of the first of them.</param>
public sealed record PointView(
    [property: JsonPropertyName("timestamp")] string Timestamp,
    [property: JsonPropertyName("samples")] long Samples,
    [property: JsonPropertyName("min")] double Min,
    [property: JsonPropertyName("mean")] double Mean,
    [property: JsonPropertyName("max")] double Max)
{
    public static PointView Of(UsagePoint p) => new(
        RunTimes.Format(Instant.FromMicroseconds(p.At)), p.Samples, Sample.Fraction(p.Least), Sample.Fraction(p.Mean), Sample.Fraction(p.Most));
}
