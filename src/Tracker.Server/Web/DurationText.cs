using System.Globalization;

namespace Tracker.Server.Web;

/// <summary>A duration in two units at most: 250 ms, 14.2 s, 4 m 32 s, 3 h 10 m, 1 d 3 h.</summary>
public static class DurationText
{
    public static string Of(TimeSpan value)
    {
        if (value < TimeSpan.Zero) return "−" + Of(value == TimeSpan.MinValue ? TimeSpan.MaxValue : -value);
        if (value.TotalMilliseconds < 1) return value == TimeSpan.Zero ? "0 s" : "< 1 ms";
        if (value.TotalSeconds < 1) return Number((long)value.TotalMilliseconds) + " ms";
        // Rounded before it is split, or 59.96 s would read "60.0 s".
        var tenths = (long)Math.Round(value.TotalSeconds * 10);
        if (tenths < 600) return (tenths / 10.0).ToString("0.#", CultureInfo.InvariantCulture) + " s";
        var seconds = (long)Math.Round(value.TotalSeconds);
        if (seconds < 3600) return Pair(seconds / 60, "m", seconds % 60, "s");
        var minutes = seconds / 60;
        if (minutes < 24 * 60) return Pair(minutes / 60, "h", minutes % 60, "m");
        return Pair(minutes / 60 / 24, "d", minutes / 60 % 24, "h");
    }

    private static string Pair(long big, string bigUnit, long small, string smallUnit) =>
        small == 0 ? $"{Number(big)} {bigUnit}" : $"{Number(big)} {bigUnit} {small} {smallUnit}";

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
