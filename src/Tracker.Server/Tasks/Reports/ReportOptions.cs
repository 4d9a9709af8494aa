using System.Globalization;
using Tracker.Server.Operations;

namespace Tracker.Server.Tasks.Reports;

/// <summary>When the report is sent by itself.</summary>
public sealed record ReportOptions
{
    private static readonly Setting<string?> TimeSetting = Setting.Text(
        "TRACKER_REPORT_TIME", "when the report on tasks is sent each day", "a time of day such as 00:00 or 07:30, or off",
        t => t == "off" || TimeOnly.TryParseExact(t, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _));
    private static readonly Setting<string?> ZoneSetting = Setting.Text(
        "TRACKER_REPORT_TIMEZONE", "the time zone of that time", "an IANA name such as Europe/Paris", t => TimeZoneInfo.TryFindSystemTimeZoneById(t, out _));

    public static IReadOnlyList<Setting> Known { get; } = [TimeSetting, ZoneSetting];

    /// <summary>Null when it is not sent by itself.</summary>
    public TimeOnly? Time { get; init; } = TimeOnly.MinValue;

    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public static ReportOptions From(Settings settings) => new()
    {
        Time = settings.Get(TimeSetting) switch
        {
            "off" => null,
            { } time => TimeOnly.ParseExact(time, "HH:mm", CultureInfo.InvariantCulture),
            null => TimeOnly.MinValue,
        },
        Zone = settings.Get(ZoneSetting) is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc,
    };

    /// <summary>The last instant up to now for which a report is due; null when none ever is.</summary>
    public DateTimeOffset? DueBy(DateTimeOffset now)
    {
        if (Time is not { } time) return null;
        var today = DailyRule.DayOf(now, Zone);
        var at = LocalDay.At(today, time, Zone);
        return (at <= now ? at : LocalDay.At(today.AddDays(-1), time, Zone)).ToUniversalTime();
    }
}
