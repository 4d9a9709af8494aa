namespace Tracker.Bench;

internal static class Statistics
{
    public static double Median(this IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>"0.47 (0.44–0.51)": the median, and between what the values lay.</summary>
    public static string Spread(IReadOnlyCollection<double> values, string format = "0.00") =>
        $"{values.Median().ToString(format)} ({values.Min().ToString(format)}–{values.Max().ToString(format)})";
}
