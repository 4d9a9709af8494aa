using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>What runs, samples and ends must be.</summary>
internal static class RunRules
{
    /// <summary>Two months at an interval of a second.</summary>
    public const long MostSamples = 5_000_000;

    private const double StandardThreshold = 0.5;

    /// <summary>A run as it is asked for, or what is wrong.</summary>
    /// <param name="inPercent">Whether the threshold is.</param>
    public static Outcome<Run> Begin(RunRequest request, bool inPercent, EnvironmentNames environments, DateTimeOffset now)
    {
        var name = (request.Name ?? "").Trim();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl)) return Failure.Invalid("name is required, with at most 200 characters and no control characters.");
        if (request.Description?.Length > 4_000 || request.Description?.Contains('\0', StringComparison.Ordinal) == true) return Failure.Invalid("description may have at most 4000 characters.");
        if (!Millionths("threshold", request.Threshold ?? (inPercent ? 100 * StandardThreshold : StandardThreshold), inPercent).TryGet(out var threshold, out var failure)) return failure;
        if (!RunTimes.Read("start_time", request.StartTime, now).TryGet(out var start, out failure)) return failure;
        if (request.Interval is { } seconds && !(seconds is >= 0.01 and <= 86_400)) return Failure.Invalid("interval must be from 0.01 to 86400 seconds.");
        if (request.Tags is { } tags && (tags.Length > 50 || Array.Exists(tags, t => string.IsNullOrWhiteSpace(t) || t.Length > 100 || t.Any(char.IsControl))))
        {
            return Failure.Invalid("tags must be at most 50 texts of 1 to 100 characters.");
        }

        foreach (var (field, text) in new[] { ("service", request.Service), ("environment", request.Environment), ("host", request.Host) })
        {
            if (text?.Length > 200 || text?.Any(char.IsControl) == true) return Failure.Invalid($"{field} may have at most 200 characters, and no control characters.");
        }

        var startedAt = start ?? Instant.Truncate(now);
        return new Run
        {
            Name = name,
            Description = request.Description?.Trim() ?? "",
            Threshold = threshold,
            Interval = request.Interval is { } interval ? TimeSpan.FromSeconds(interval) : null,
            ParentId = request.Parent,
            Host = NullIfEmpty(request.Host),
            Service = NullIfEmpty(request.Service),
            Environment = NullIfEmpty(request.Environment) is { } environment ? environments.Canonical(environment) : null,
            Tags = [.. (request.Tags ?? []).Select(t => t.Trim()).Distinct()],
            StartedAt = startedAt,
            EarliestAt = start ?? startedAt - RunTimes.Skew,
        };
    }

    /// <summary>Samples as they were sent; those without a time have none yet.</summary>
    public static Outcome<List<(DateTimeOffset? At, int Usage)>> Samples(UsageBatch batch, DateTimeOffset now)
    {
        if (batch.Samples.Count > UsageBatchConverter.Most) return Failure.Invalid($"cpu_usage: a request may have at most {UsageBatchConverter.Most} samples.");
        var samples = new List<(DateTimeOffset?, int)>(batch.Samples.Count);
        for (var i = 0; i < batch.Samples.Count; i++)
        {
            var (sent, where) = (batch.Samples[i], batch.IsArray ? $"[{i}]." : "");
            if (sent is { CpuUsage: not null, Percent: not null }) return Failure.Invalid($"{where}usage: either cpu_usage or usage is given.");
            if ((sent.CpuUsage ?? sent.Percent) is not { } value) return Failure.Invalid($"{where}cpu_usage is required, from 0 to 1.");
            if (!Millionths(where + (sent.Percent is null ? "cpu_usage" : "usage"), value, sent.Percent is not null).TryGet(out var usage, out var failure)) return failure;
            if (!RunTimes.Read(where + "timestamp", sent.Timestamp, now).TryGet(out var at, out failure)) return failure;
            if (at is null && batch.Samples.Count > 1) return Failure.Invalid($"{where}timestamp is required in an array.");
            samples.Add((at, usage));
        }

        return samples;
    }

    /// <summary>The run as it ended, or what is wrong.</summary>
    public static Outcome<Run> Stop(Run run, StopRequest request, DateTimeOffset now)
    {
        if (!RunTimes.Read("end_time", request.EndTime, now).TryGet(out var asked, out var failure)) return failure;
        DateTimeOffset? last = run.Totals.Samples > 0 ? Instant.FromMicroseconds(run.Totals.LastAt) : null;
        if (asked < run.EarliestAt) return Failure.Invalid($"end_time lies before the start, {RunTimes.Format(run.StartedAt)}.");
        if (asked < last) return Failure.Invalid($"end_time lies before the last sample, {RunTimes.Format(last!.Value)}.");
        if (request.CpuSeconds is { } cpu && !(cpu is >= 0 and <= 1e9)) return Failure.Invalid("cpu_seconds must be from 0 to 1000000000.");
        foreach (var (field, number) in new[]
        {
            ("peak_memory", request.PeakMemory), ("read_bytes", request.ReadBytes), ("written_bytes", request.WrittenBytes), ("children", request.Children),
        })
        {
            if (number < 0) return Failure.Invalid($"{field} must be 0 or more.");
        }

        var end = asked ?? new[] { Instant.Truncate(now), run.StartedAt, last ?? run.StartedAt }.Max();
        return run with
        {
            StartedAt = end < run.StartedAt ? end : run.StartedAt,
            EndedAt = end,
            IsLost = false,
            Report = new(
                request.ExitCode, request.CpuSeconds is { } s ? TimeSpan.FromSeconds(s) : null, request.PeakMemory, request.ReadBytes, request.WrittenBytes, request.Children),
        };
    }

    private static Outcome<int> Millionths(string field, double value, bool inPercent)
    {
        var most = inPercent ? 100 : 1;
        // Not a number is not within it either.
        return value >= 0 && value <= most
            ? (int)Math.Round(value / most * Sample.Whole)
            : Failure.Invalid($"{field} must be a number from 0 to {most}.");
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
