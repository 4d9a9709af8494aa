using System.Globalization;
using Tracker.Server.Operations;

namespace Tracker.Server.Web;

/// <summary>The viewer's time zone, which the browser tells in the cookie <c>tz</c>; UTC until it has.</summary>
public sealed class ViewerTime
{
    public const string Cookie = "tz";

    private readonly TimeProvider _clock;

    public ViewerTime(TimeProvider clock, IHttpContextAccessor http)
        : this(clock, http.HttpContext?.Request.Cookies[Cookie])
    {
    }

    internal ViewerTime(TimeProvider clock, string? zoneId)
    {
        _clock = clock;
        // A zone's name never has a dot, and the longest has 32 characters; what a cookie holds is looked up in a folder of files.
        Zone = zoneId is { Length: > 0 and <= 64 } && !zoneId.Contains('.', StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(zoneId, out var zone) ? zone : TimeZoneInfo.Utc;
    }

    public TimeZoneInfo Zone { get; }

    public DateTimeOffset Now => _clock.GetUtcNow();

    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>Today, as the viewer's calendar has it.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Local(Now).DateTime);

    /// <summary>The instant at which a day begins for the viewer, also where a clock change skips midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day) => LocalDay.StartOf(day, Zone);

    public static string Utc(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public string Text(DateTimeOffset at, TimeStyle style)
    {
        var local = Local(at);
        var format = style switch
        {
            TimeStyle.Date => "ddd d MMM yyyy",
            TimeStyle.Clock => "HH:mm",
            TimeStyle.Seconds => "d MMM yyyy HH:mm:ss",
            TimeStyle.Relative => null,
            _ => local.Year == Local(Now).Year ? "d MMM HH:mm" : "d MMM yyyy HH:mm",
        };
        return format is null ? Ago(Now - at) : local.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>The same words as <c>time.js</c>, which keeps them fresh.</summary>
    internal static string Ago(TimeSpan age)
    {
        var past = age >= TimeSpan.Zero;
        var (amount, unit) = age.Duration() switch
        {
            { TotalSeconds: < 10 } => (0L, ""),
            { TotalMinutes: < 1 } a => ((long)a.TotalSeconds, "s"),
            { TotalHours: < 1 } a => ((long)a.TotalMinutes, "min"),
            { TotalDays: < 1 } a => ((long)a.TotalHours, "h"),
            var a => ((long)a.TotalDays, "d"),
        };
        if (unit.Length == 0) return "now";
        return past ? $"{amount} {unit} ago" : $"in {amount} {unit}";
    }
}

/// <summary>How a time is written.</summary>
public enum TimeStyle
{
    /// <summary>20 Nov 14:08, with the year when it is another one.</summary>
    Short,
    /// <summary>20 Nov 2026 14:08:31</summary>
    Seconds,
    /// <summary>Fri 20 Nov 2026</summary>
    Date,
    /// <summary>14:08</summary>
    Clock,
    /// <summary>3 min ago</summary>
    Relative,
}
