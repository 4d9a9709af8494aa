using System.Globalization;

namespace Tracker.Server.Activity;

/// <summary>A span of time in a row's words: 40 s, 12 min, 3 h 20 min, 2 d 4 h.</summary>
public static class SpanText
{
    public static string Of(TimeSpan span) => span switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min"),
        { TotalDays: < 1 } => Two((int)span.TotalHours, "h", span.Minutes, "min"),
        _ => Two((int)span.TotalDays, "d", span.Hours, "h"),
    };

    private static string Two(int large, string unit, int small, string smaller) => small == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{large} {unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{large} {unit} {small} {smaller}");
}
