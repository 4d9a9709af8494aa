namespace Tracker.Server.Insights;

/// <summary>The middle and the upper end of some times.</summary>
public readonly record struct Distribution(int Count, TimeSpan Median, TimeSpan P90)
{
    /// <summary>Null when there are none. Between two values it is interpolated, as a spreadsheet's PERCENTILE does.</summary>
    public static Distribution? Of(IEnumerable<TimeSpan> times)
    {
        var sorted = times.Order().ToList();
        return sorted.Count == 0 ? null : new(sorted.Count, At(sorted, 0.5), At(sorted, 0.9));
    }

    private static TimeSpan At(List<TimeSpan> sorted, double part)
    {
        var place = part * (sorted.Count - 1);
        var below = (int)place;
        var above = Math.Min(below + 1, sorted.Count - 1);
        return sorted[below] + ((sorted[above] - sorted[below]) * (place - below));
    }
}
