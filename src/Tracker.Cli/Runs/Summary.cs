using System.Globalization;
using Tracker.Cli.Output;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs;

/// <summary>What a run cost, and whether that is usual for its name.</summary>
internal static class Summary
{
    public static IEnumerable<string> Of(string name, StopBody stop, TimeSpan took, long samples, RunReply? server)
    {
        yield return $"{name}: {string.Join(", ", Facts(stop, took, samples))}";
        if (server is null) yield break;
        if (server.MeanUsage is { } mean)
            yield return string.Create(CultureInfo.InvariantCulture, $"machine {mean:0%} busy, at most {server.MaxUsage:0%}, above {server.Threshold:0%} for {Durations.TextOf(server.TimeAboveThreshold)}");
        if (Verdict(server.Baseline) is { } verdict) yield return verdict;
    }

    private static IEnumerable<string> Facts(StopBody stop, TimeSpan took, long samples)
    {
        yield return stop.ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit {code} after {Durations.TextOf(took.TotalSeconds)}") : Durations.TextOf(took.TotalSeconds);
        if (stop.CpuSeconds is { } cpu) yield return string.Create(CultureInfo.InvariantCulture, $"CPU {Durations.TextOf(cpu)} ({cpu / Math.Max(took.TotalSeconds, 0.001):0.0#} cores)");
        if (stop.PeakMemory is > 0 and var memory) yield return $"memory {Bytes(memory)}";
        if (stop.ReadBytes is > 0 and var read) yield return $"read {Bytes(read)}";
        if (stop.WrittenBytes is > 0 and var written) yield return $"wrote {Bytes(written)}";
        if (stop.Children is > 0 and var children) yield return string.Create(CultureInfo.InvariantCulture, $"{children} {(children == 1 ? "child" : "children")}");
        yield return string.Create(CultureInfo.InvariantCulture, $"{samples} {(samples == 1 ? "sample" : "samples")}");
    }

    /// <summary>What is out of the ordinary, or that nothing is; null while too few runs tell.</summary>
    private static string? Verdict(BaselineReply? baseline)
    {
        if (baseline?.Duration is not { Verdict: not "unknown" } duration) return null;
        var told = new[]
        {
            Told(duration, "slower", "faster", Durations.TextOf),
            Told(baseline.CpuSeconds, "more CPU", "less CPU", Durations.TextOf),
            Told(baseline.PeakMemory, "more memory", "less memory", bytes => Bytes((long)bytes)),
        }.OfType<string>().ToList();
        return told.Count > 0 ? string.Join("; ", told) : string.Create(CultureInfo.InvariantCulture, $"as usual: {Durations.TextOf(duration.Median)} ± {Durations.TextOf(duration.Spread)} in the last {duration.Runs} runs");
    }

    private static string? Told(ComparisonReply? c, string higher, string lower, Func<double, string> text) => c?.Verdict switch
    {
        "higher" => string.Create(CultureInfo.InvariantCulture, $"{higher} than usual, which is {text(c.Median)} ± {text(c.Spread)} in the last {c.Runs} runs"),
        "lower" => string.Create(CultureInfo.InvariantCulture, $"{lower} than usual, which is {text(c.Median)} ± {text(c.Spread)} in the last {c.Runs} runs"),
        _ => null,
    };

    private static string Bytes(long bytes)
    {
        string[] units = ["B", "KB", "MB", "GB", "TB", "PB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1000 && unit < units.Length - 1; unit++) value /= 1000;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
