namespace Tracker.Server.Timelines.Analysis;

/// <summary>How long something usually takes, told so that a few odd ones among them change little.</summary>
/// <param name="Samples">How often it was measured: on several hosts, several times in a timeline.</param>
/// <param name="Timelines">In how many timelines.</param>
/// <param name="Mad">The median of the distances from the median.</param>
/// <param name="P95">What one of twenty exceeds.</param>
/// <param name="Scatter">The same as <paramref name="Mad"/> for the durations' logarithms, as a standard deviation: 0.1 is about ±10 %.</param>
/// <param name="Rest">How long the timeline usually goes on after its end.</param>
public sealed record Spread(int Samples, int Timelines, TimeSpan Median, TimeSpan Mad, TimeSpan P95, double Scatter, TimeSpan Rest)
{
    // Makes a median of distances comparable with a standard deviation.
    private const double ToDeviation = 1.4826;

    /// <param name="durations">In microseconds, in any order; at least one.</param>
    /// <param name="rests">What came after each, until the end of its timeline.</param>
    /// <param name="timelines">In how many timelines they were measured.</param>
    public static Spread Of(IReadOnlyCollection<long> durations, IReadOnlyCollection<long> rests, int timelines)
    {
        double[] sorted = [.. durations];
        Array.Sort(sorted);
        var median = Middle(sorted);
        var log = Math.Log(AtLeastOne(median));
        return new(
            sorted.Length, timelines, Time(median), Time(MedianOf(sorted.Select(d => Math.Abs(d - median)))), Time(sorted[(int)Math.Ceiling(0.95 * sorted.Length) - 1]),
            ToDeviation * MedianOf(sorted.Select(d => Math.Abs(Math.Log(AtLeastOne(d)) - log))), Time(rests.Count == 0 ? 0 : MedianOf(rests.Select(r => (double)r))));
    }

    private static double MedianOf(IEnumerable<double> values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        return Middle(sorted);
    }

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;

    private static double AtLeastOne(double microseconds) => Math.Max(1, microseconds);

    private static TimeSpan Time(double microseconds) => TimeSpan.FromTicks((long)microseconds * TimeSpan.TicksPerMicrosecond);
}
