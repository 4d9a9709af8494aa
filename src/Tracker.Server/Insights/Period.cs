using System.Globalization;
using Tracker.Server.Operations;

namespace Tracker.Server.Insights;

/// <summary>Whole days as a calendar in a time zone has them.</summary>
public sealed record Period(DateOnly First, DateOnly Last, TimeZoneInfo Zone)
{
    public const int MaxDays = 366;

    public const int StandardDays = 30;

    public int Days => Last.DayNumber - First.DayNumber + 1;

    public DateTimeOffset From => LocalDay.StartOf(First, Zone).ToUniversalTime();

    /// <summary>The first moment after it.</summary>
    public DateTimeOffset To => LocalDay.StartOf(Last.AddDays(1), Zone).ToUniversalTime();

    /// <summary>As many days before it.</summary>
    public Period Before => this with { First = First.AddDays(-Days), Last = First.AddDays(-1) };

    /// <summary>The days that have passed.</summary>
    public double Elapsed(DateTimeOffset now) => Math.Max(0, ((now < To ? now : To) - From).TotalDays);

    /// <summary>Where each day, or each week from Monday, begins in it.</summary>
    public IReadOnlyList<DateOnly> Starts(bool weekly)
    {
        var starts = new List<DateOnly>();
        for (var day = First; day <= Last; day = weekly ? day.AddDays(7 - (((int)day.DayOfWeek + 6) % 7)) : day.AddDays(1)) starts.Add(day);
        return starts;
    }

    /// <param name="days">So many up to today, unless the ends are given.</param>
    public static Outcome<Period> Of(uint? days, string from, string to, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        if (from.Length == 0 && to.Length == 0)
        {
            return days is 0 or > 365 ? Failure.Invalid("days may be from 1 to 365.") : new Period(today.AddDays(1 - (int)(days ?? StandardDays)), today, zone);
        }

        if (days is not null) return Failure.Invalid("days: give either days, or from and to.");
        if (!TryDay(from, out var first)) return Failure.Invalid($"from: \"{from}\" is not a day such as 2026-11-01.");
        var last = today;
        if (to.Length > 0 && !TryDay(to, out last)) return Failure.Invalid($"to: \"{to}\" is not a day such as 2026-11-30.");
        if (last < first) return Failure.Invalid("from is after to.");
        return last.DayNumber - first.DayNumber >= MaxDays ? Failure.Invalid($"from: a period has at most {MaxDays} days.") : new Period(first, last, zone);
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is > 1970 and < 9000;
}
