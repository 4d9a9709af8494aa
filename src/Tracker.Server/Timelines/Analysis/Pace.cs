namespace Tracker.Server.Timelines.Analysis;

/// <summary>How a duration compares with the usual.</summary>
public enum Pace
{
    /// <summary>Nothing to compare with, or too little.</summary>
    Unknown,
    Usual,
    Slower,
    Faster,
}

/// <summary>
/// When a duration is out of the ordinary: when it is further from the median than the usual scatter explains, and by a part of
/// it and a time that somebody would care for. Durations scatter by factors rather than by seconds, so it is factors that are
/// compared: what usually takes a second or two is not slow at three.
/// </summary>
internal static class PaceRule
{
    /// <summary>Fewer timelines than these say nothing.</summary>
    public const int LeastTimelines = 5;

    /// <summary>Distance in scatters beyond which one of many is an outlier (Iglewicz and Hoaglin).</summary>
    private const double Outlier = 3.5;

    // The scatter of a few is often found too small: of them more distance is asked.
    private const double Doubt = 8;

    // No machine is more even than this, even when five runs happened to be alike.
    private const double LeastScatter = 0.02;

    private const double LeastPart = 0.2;

    /// <param name="floor">Less than this nobody cares for.</param>
    public static Pace Of(TimeSpan duration, Spread? usual, TimeSpan floor)
    {
        if (usual is null || usual.Timelines < LeastTimelines) return Pace.Unknown;
        var lost = duration - usual.Median;
        if (lost.Duration() < floor || lost.Duration() < usual.Median * LeastPart) return Pace.Usual;
        var distance = Math.Abs(Math.Log(Math.Max(1, duration.TotalMicroseconds)) - Math.Log(Math.Max(1, usual.Median.TotalMicroseconds)));
        if (distance < Outlier * (1 + (Doubt / usual.Timelines)) * Math.Max(LeastScatter, usual.Scatter)) return Pace.Usual;
        return lost > TimeSpan.Zero ? Pace.Slower : Pace.Faster;
    }
}
