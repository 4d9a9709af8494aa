namespace Tracker.Server.Runs.Baselines;

/// <summary>How a number compares with the usual.</summary>
public enum Verdict
{
    /// <summary>Nothing to compare, or too little to compare with.</summary>
    Unknown,
    Usual,
    Higher,
    Lower,
}

/// <summary>What is usual, told so that a few odd ones among many change little.</summary>
/// <param name="Count">From how many.</param>
/// <param name="Mad">The median of the distances from the median.</param>
/// <param name="Scatter">The same for the logarithms, as a standard deviation: 0.1 is about ±10 %.</param>
public sealed record Spread(int Count, double Median, double Mad, double Scatter)
{
    /// <summary>Fewer say nothing.</summary>
    public const int Least = 5;

    // Makes a median of distances comparable with a standard deviation.
    private const double ToDeviation = 1.4826;

    // Distance in scatters beyond which one of many is an outlier (Iglewicz and Hoaglin).
    private const double Outlier = 3.5;

    // The scatter of a few is often found too small: of them more distance is asked.
    private const double Doubt = 8;

    // No machine is more even than this, even when five runs happened to be alike.
    private const double LeastScatter = 0.02;

    /// <param name="values">In any order; null is not known.</param>
    /// <param name="floor">Nobody cares for less than this.</param>
    /// <returns>Null when there are none.</returns>
    public static Spread? Of(IEnumerable<double?> values, double floor)
    {
        double[] known = [.. values.OfType<double>()];
        if (known.Length == 0) return null;
        var median = MedianOf(known);
        var log = Math.Log(Math.Max(floor, median));
        return new(known.Length, median, MedianOf(known.Select(v => Math.Abs(v - median))), ToDeviation * MedianOf(known.Select(v => Math.Abs(Math.Log(Math.Max(floor, v)) - log))));
    }

    /// <summary>
    /// Out of the ordinary is what is further from the median than the usual scatter explains. What runs take scatters by
    /// factors rather than by amounts, so factors are compared.
    /// </summary>
    public Verdict Judge(double value, double floor)
    {
        if (Count < Least) return Verdict.Unknown;
        var distance = Math.Log(Math.Max(floor, value)) - Math.Log(Math.Max(floor, Median));
        if (Math.Abs(value - Median) < floor || Math.Abs(distance) < Outlier * (1 + (Doubt / Count)) * Math.Max(LeastScatter, Scatter)) return Verdict.Usual;
        return distance > 0 ? Verdict.Higher : Verdict.Lower;
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
