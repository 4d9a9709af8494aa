namespace Tracker.Server.Runs.Samples;

/// <summary>What a number of samples come to. A sample's value holds until the next one.</summary>
/// <param name="Above">Microseconds above the threshold from the first sample to the last one.</param>
public readonly record struct UsageTotals(long Samples, long Sum, int Least, int Most, long Above, long LastAt, int LastUsage)
{
    public double Mean => Samples == 0 ? 0 : (double)Sum / Samples;

    /// <summary>With one more sample, later than all of these.</summary>
    public UsageTotals Then(Sample next, int threshold) => Then(next.At, new(1, next.Usage, next.Usage, next.Usage, 0, next.At, next.Usage), threshold);

    /// <summary>With more samples, later than all of these.</summary>
    /// <param name="firstAt">When the first of them is.</param>
    public UsageTotals Then(long firstAt, UsageTotals next, int threshold) => Samples == 0 ? next : new(
        Samples + next.Samples, Sum + next.Sum, Math.Min(Least, next.Least), Math.Max(Most, next.Most),
        AboveUntil(firstAt, threshold) + next.Above, next.LastAt, next.LastUsage);

    /// <summary>Microseconds above the threshold, when the last sample holds until then.</summary>
    public long AboveUntil(long end, int threshold) =>
        Above + (Samples > 0 && LastUsage > threshold ? Math.Max(0, end - LastAt) : 0);

    /// <param name="samples">In the order of time.</param>
    public static UsageTotals Of(IEnumerable<Sample> samples, int threshold) =>
        samples.Aggregate(default(UsageTotals), (totals, sample) => totals.Then(sample, threshold));
}
