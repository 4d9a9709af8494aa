using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using static Tracker.Tests.Events.Views.SomeSummary;

namespace Tracker.Tests.Events.Views;

public sealed class CalendarMonthTests
{
    private static readonly DateOnly Friday = new(2026, 11, 20);

    [Fact]
    public void Whole_weeks_from_Monday_hold_the_month()
    {
        var days = Month().Days;
        Assert.Equal((new DateOnly(2026, 10, 26), new DateOnly(2026, 12, 6)), (days[0].Date, days[^1].Date));
        Assert.Equal(30, days.Count(d => d.InMonth));
        Assert.Equal(Friday, Assert.Single(days, d => d.IsToday).Date);
    }

    [Theory]
    [InlineData(2027, 2, 28)]
    [InlineData(2026, 11, 42)]
    [InlineData(2026, 10, 35)]
    public void There_are_as_many_weeks_as_the_month_takes(int year, int month, int days) =>
        Assert.Equal(days, DayRange.Month(new(year, month, 15)).Days);

    [Fact]
    public void Four_entries_are_shown_and_the_others_counted()
    {
        var day = Day(Month([.. Enumerable.Range(1, 7).Select(h => Event(h))]), Friday);
        Assert.Equal((4, 3), (day.Entries.Count, day.More));
        Assert.Equal(At(1), day.Entries[0].Span.Start);
    }

    [Fact]
    public void What_was_not_read_is_counted_with_the_rest()
    {
        var unread = new int[42];
        unread[Friday.DayNumber - new DateOnly(2026, 10, 26).DayNumber] = 90;
        var month = CalendarMonth.Of(Friday, Friday, TimeZoneInfo.Utc, EventSpans.Of([Event(1)], At(12)), unread);
        Assert.Equal(90, Day(month, Friday).More);
    }

    [Fact]
    public void An_event_goes_on_over_the_days_it_lasts_after_those_that_begin_there()
    {
        var month = Month(Event(0, start: 22, end: 50, title: "long"), Event(25, title: "short"));
        Assert.Equal(["short", "long"], Day(month, Friday.AddDays(1)).Entries.Select(e => e.Span.Event.Title));
        Assert.Equal([false, true, true, false], Enumerable.Range(0, 4).Select(i => Day(month, Friday.AddDays(i)).Entries.Any(e => e.Continues)));
    }

    [Fact]
    public void An_end_at_midnight_does_not_touch_the_day_that_begins() =>
        Assert.Empty(Day(Month(Event(0, start: 22, end: 24)), Friday.AddDays(1)).Entries);

    [Fact]
    public void Days_are_those_of_the_viewers_zone()
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Auckland");
        var month = CalendarMonth.Of(Friday, Friday, zone, EventSpans.Of([Event(12)], At(12)), new int[42]);
        Assert.Empty(Day(month, Friday).Entries);
        Assert.Single(Day(month, Friday.AddDays(1)).Entries);
    }

    [Fact]
    public void Changes_of_one_place_at_once_are_a_conflict_on_each_day_they_share()
    {
        var month = Month(
            Event(0, start: 20, end: 30), Event(0, start: 22, end: 26, type: EventType.Operation),
            Event(0, start: 20, end: 30, service: "search"), Event(0, start: 20, end: 30, type: EventType.Incident));
        Assert.Equal([1, 1, 0], Enumerable.Range(0, 3).Select(i => Day(month, Friday.AddDays(i)).Conflicts));
    }

    private static CalendarMonth Month(params EventSummary[] events) =>
        CalendarMonth.Of(Friday, Friday, TimeZoneInfo.Utc, EventSpans.Of(events, At(12)), new int[42]);

    private static CalendarDay Day(CalendarMonth month, DateOnly date) => month.Days.Single(d => d.Date == date);
}
