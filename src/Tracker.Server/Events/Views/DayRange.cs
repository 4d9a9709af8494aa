using Tracker.Server.Operations;

namespace Tracker.Server.Events.Views;

/// <summary>Whole days as a calendar has them, in somebody's time zone.</summary>
public sealed record DayRange(DateOnly First, int Days)
{
    public DateOnly Last => First.AddDays(Days - 1);

    public static DayRange Day(DateOnly day) => new(day, 1);

    /// <summary>The week, from Monday, that a day lies in.</summary>
    public static DayRange Week(DateOnly day) => new(Monday(day), 7);

    /// <summary>The weeks that show a whole month.</summary>
    public static DayRange Month(DateOnly day)
    {
        var first = Monday(new DateOnly(day.Year, day.Month, 1));
        var next = new DateOnly(day.Year, day.Month, 1).AddMonths(1);
        return new(first, (next.DayNumber - first.DayNumber + 6) / 7 * 7);
    }

    public DateTimeOffset Start(TimeZoneInfo zone) => LocalDay.StartOf(First, zone);

    /// <summary>The first moment after the range.</summary>
    public DateTimeOffset End(TimeZoneInfo zone) => LocalDay.StartOf(First.AddDays(Days), zone);

    /// <summary>Where each day begins, and where the last ends.</summary>
    public IReadOnlyList<DateTimeOffset> Starts(TimeZoneInfo zone) => [.. Enumerable.Range(0, Days + 1).Select(i => LocalDay.StartOf(First.AddDays(i), zone))];

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
