using System.Globalization;

namespace Tracker.Server.Tasks;

/// <summary>What the daily rule says of a task.</summary>
public enum DailyStatus
{
    Insufficient,
    OK,
    Error,
}

/// <summary>The days that count for a task now.</summary>
/// <param name="Today">The current day in the task's zone.</param>
/// <param name="First">The first of the days that count.</param>
/// <param name="Last">The last of them: today once it has a job, else yesterday.</param>
public readonly record struct DayWindow(DateOnly Today, DateOnly First, DateOnly Last);

/// <summary>The status, and why.</summary>
/// <param name="Jobs">How many days of the window have a job.</param>
/// <param name="DaysToWait">How many days are missing before the status can be told.</param>
public sealed record DailyVerdict(DailyStatus Status, int Jobs, int DaysToWait, string Why)
{
    public string Name => Status switch
    {
        DailyStatus.OK => "OK",
        DailyStatus.Error => "ERROR",
        _ => "INSUFFICIENT",
    };
}

/// <summary>
/// One data point a day: of so many consecutive days, a few may be without a job. Days are those of the task's time zone.
/// </summary>
public static class DailyRule
{
    /// <summary>Today counts once it has a job: nobody is in error at one minute past midnight.</summary>
    public static DayWindow Window(DateOnly today, bool hasJobToday, int datapoints)
    {
        var last = hasJobToday ? today : today.AddDays(-1);
        return new(today, last.AddDays(1 - datapoints), last);
    }

    /// <param name="days">How many days of the window have a job.</param>
    public static DailyVerdict Judge(DayWindow window, DateOnly created, int days, int datapoints, int tolerance)
    {
        var wait = created.DayNumber - window.First.DayNumber;
        if (wait > 0)
        {
            return new(DailyStatus.Insufficient, days, wait, Text(
                $"Task needs {Count(datapoints, "datapoint")} to determine status. We'll have to wait {wait} more {(wait == 1 ? "day" : "days")}"));
        }

        var sum = $"{Count(days, "job")} >= {Count(datapoints, "datapoint")} - {tolerance.ToString(CultureInfo.InvariantCulture)} tolerance";
        return days >= datapoints - tolerance
            ? new(DailyStatus.OK, days, 0, sum)
            : new(DailyStatus.Error, days, 0, "This assertion failed: " + sum);
    }

    /// <summary>The day that it is then in a zone.</summary>
    public static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private static string Count(int n, string what) => Text($"{n} {what}{(n == 1 ? "" : "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
