using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>The dates that a search takes.</summary>
public static class EventTimes
{
    public const string Allowed = "RFC 3339, 2006-01-02T15:04, 2006-01-02T15 or 2006-01-02";

    private static readonly string[] WithZone =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HHK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK",
    ];

    /// <summary>
    /// Both ends of a range, either of which may be empty. An end that names a day covers all of it; any other is that
    /// instant.
    /// </summary>
    public static Outcome<(DateTimeOffset? From, DateTimeOffset? To)> ParseRange(string start, string end)
    {
        DateTimeOffset? from = null, to = null;
        if (start.Length > 0)
        {
            if (!TryParse(start, out var parsed, out _)) return Invalid("start_date", start);
            from = parsed;
        }

        if (end.Length > 0)
        {
            if (!TryParse(end, out var parsed, out var isDay)) return Invalid("end_date", end);
            to = isDay ? parsed.AddDays(1).AddTicks(-TimeSpan.TicksPerMicrosecond) : parsed;
        }

        return from > to ? Failure.Invalid("start_date is after end_date.") : (from, to);
    }

    public static bool TryParse(string text, out DateTimeOffset instant, out bool isDay)
    {
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        // A "+" in a query string that was not escaped arrives as a space.
        text = text.Trim();
        var zoned = text.Length > 6 && text[^6] == ' ' && text.Contains('T', StringComparison.Ordinal) ? text[..^6] + "+" + text[^5..] : text;
        isDay = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, utc, out instant);
        if (!isDay && !DateTimeOffset.TryParseExact(TrimFraction(zoned), WithZone, CultureInfo.InvariantCulture, utc, out instant)) return false;
        // Room to add a day, and nothing before the common era that the store's integers could not tell apart.
        return instant.Year is > 1 and < 9999;
    }

    /// <summary>RFC 3339 fractions may be finer than a tick.</summary>
    private static string TrimFraction(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0) return text;
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return end - dot > 8 ? text[..(dot + 8)] + text[end..] : text;
    }

    /// <summary>The first and last microsecond of the day that it is in a zone.</summary>
    public static (DateTimeOffset From, DateTimeOffset To) Day(DateTimeOffset now, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var (from, next) = (LocalDay.StartOf(day, zone), LocalDay.StartOf(day.AddDays(1), zone));
        return (from.ToUniversalTime(), next.ToUniversalTime().AddTicks(-TimeSpan.TicksPerMicrosecond));
    }

    private static Failure Invalid(string field, string text) => Failure.Invalid($"{field}: \"{text}\" is not a date; it may be {Allowed}.");
}
