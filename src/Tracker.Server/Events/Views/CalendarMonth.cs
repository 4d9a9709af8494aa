namespace Tracker.Server.Events.Views;

/// <param name="Continues">Whether it began on an earlier day.</param>
public sealed record CalendarEntry(EventSpan Span, bool Continues);

/// <param name="Entries">The first few: what begins on the day, then what goes on over it.</param>
/// <param name="More">How many there are besides.</param>
/// <param name="Conflicts">Pairs of changes of one service and environment at the same time.</param>
public sealed record CalendarDay(DateOnly Date, bool InMonth, bool IsToday, IReadOnlyList<CalendarEntry> Entries, int More, int Conflicts);

/// <summary>A month in whole weeks from Monday.</summary>
public sealed record CalendarMonth(DateOnly First, IReadOnlyList<CalendarDay> Days)
{
    public const int EntriesPerDay = 4;

    /// <param name="month">Any day of the month.</param>
    /// <param name="today">Today, where the viewer is.</param>
    /// <param name="zone">Where days begin.</param>
    /// <param name="spans">What happened, at least the first events of each day.</param>
    /// <param name="unread">For each day, how many events begin in it that are not among the spans.</param>
    public static CalendarMonth Of(DateOnly month, DateOnly today, TimeZoneInfo zone, IReadOnlyList<EventSpan> spans, IReadOnlyList<int> unread)
    {
        var range = DayRange.Month(month);
        var starts = range.Starts(zone);
        var conflicts = EventOverlaps.Find(spans.Where(s => EventOverlaps.IsChange(s.Event.Type))).Pairs;
        var days = new List<CalendarDay>(range.Days);
        for (var i = 0; i < range.Days; i++)
        {
            var (from, to, date) = (starts[i], starts[i + 1], range.First.AddDays(i));
            var entries = spans.Where(s => s.Touches(from, to)).Select(s => new CalendarEntry(s, s.Start < from))
                .OrderBy(e => e.Continues).ThenBy(e => e.Span.Start).ToList();
            var more = Math.Max(0, entries.Count - EntriesPerDay) + unread[i];
            days.Add(new(date, date.Month == month.Month, date == today, entries.Take(EntriesPerDay).ToList(), more, conflicts.Count(c => c.Start < to && c.End > from)));
        }

        return new(new(month.Year, month.Month, 1), days);
    }
}
