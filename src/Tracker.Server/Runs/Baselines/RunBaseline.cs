namespace Tracker.Server.Runs.Baselines;

/// <summary>What one earlier run took.</summary>
public sealed record RunCost(double Seconds, double? CpuSeconds, double? PeakMemory);

/// <summary>One thing that runs of a name take: what is usual, and how this run compares.</summary>
public sealed record Comparison(Spread Usual, Verdict Verdict);

/// <summary>A run against the last ones of its name that ended well; null is what none of them told.</summary>
/// <param name="Runs">How many they are.</param>
public sealed record RunBaseline(int Runs, Comparison? Duration, Comparison? CpuSeconds, Comparison? PeakMemory)
{
    /// <summary>So many of the last runs tell what is usual.</summary>
    public const int Most = 50;

    // What is gained or lost below these, nobody notices.
    private const double LeastSeconds = 0.1;
    private const double LeastMemory = 1 << 20;

    public static RunBaseline Of(Run run, IReadOnlyCollection<RunCost> earlier, DateTimeOffset now)
    {
        var (well, report) = (run.IsWell, run.Report);
        var took = run.Duration(now).TotalSeconds;
        return new(
            earlier.Count,
            Compare(earlier.Select(e => (double?)e.Seconds), well || run.IsActive ? took : null, LeastSeconds, run.IsActive),
            Compare(earlier.Select(e => e.CpuSeconds), well ? report.CpuTime?.TotalSeconds : null, LeastSeconds),
            Compare(earlier.Select(e => e.PeakMemory), well ? report.PeakMemory : null, LeastMemory));
    }

    /// <param name="mayGrow">One that still runs is slow already, but not yet usual or fast.</param>
    private static Comparison? Compare(IEnumerable<double?> earlier, double? value, double floor, bool mayGrow = false)
    {
        if (Spread.Of(earlier, floor) is not { } usual) return null;
        var verdict = value is { } v ? usual.Judge(v, floor) : Verdict.Unknown;
        return new(usual, mayGrow && verdict != Verdict.Higher ? Verdict.Unknown : verdict);
    }
}
