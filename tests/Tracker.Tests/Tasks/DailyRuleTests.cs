using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Server.Tasks;

namespace Tracker.Tests.Tasks;

/// <summary>The daily rule, by its table and at the edges of days.</summary>
public sealed class DailyRuleTests
{
    /// <summary>Days are written oldest first, the last one is today; X has a job, _ has none.</summary>
    [Theory]
    [InlineData("XXXXX", 5, 0, 30, DailyStatus.OK, "5 jobs >= 5 datapoints - 0 tolerance")]
    [InlineData("_XXX_", 5, 2, 30, DailyStatus.OK, "3 jobs >= 5 datapoints - 2 tolerance")]
    [InlineData("XXX", 5, 0, 2, DailyStatus.Insufficient, "Task needs 5 datapoints to determine status. We'll have to wait 2 more days")]
    [InlineData("XXX__", 5, 1, 30, DailyStatus.Error, "This assertion failed: 3 jobs >= 5 datapoints - 1 tolerance")]
    [InlineData("X", 1, 0, 0, DailyStatus.OK, "1 job >= 1 datapoint - 0 tolerance")]
    [InlineData("XXXX", 5, 0, 3, DailyStatus.Insufficient, "Task needs 5 datapoints to determine status. We'll have to wait 1 more day")]
    [InlineData("XXXX", 5, 0, 4, DailyStatus.Error, "This assertion failed: 4 jobs >= 5 datapoints - 0 tolerance")]
    public void The_table_holds(string days, int datapoints, int tolerance, int age, DailyStatus status, string why)
    {
        var verdict = Judge(days, datapoints, tolerance, age);
        Assert.Equal((status, why), (verdict.Status, verdict.Why));
    }

    [Fact]
    public void Nobody_is_in_error_before_today_is_over()
    {
        Assert.Equal(DailyStatus.OK, Judge("XXXXX_", 5, 0, 30).Status);
        Assert.Equal(DailyStatus.Error, Judge("XXXXX__", 5, 0, 30).Status);
    }

    [Fact]
    public void A_task_of_today_waits_for_all_its_days()
    {
        Assert.Equal(5, Judge("_", 5, 0, 0).DaysToWait);
        Assert.Equal(4, Judge("X", 5, 0, 0).DaysToWait);
    }

    [Theory]
    [InlineData("UTC", "2026-03-02T23:59:59.999999Z", "2026-03-02")]
    [InlineData("UTC", "2026-03-03T00:00:00Z", "2026-03-03")]
    [InlineData("Europe/Paris", "2026-03-02T22:59:59Z", "2026-03-02")]
    [InlineData("Europe/Paris", "2026-03-02T23:00:00Z", "2026-03-03")]
    [InlineData("America/New_York", "2026-03-03T04:59:59Z", "2026-03-02")]
    [InlineData("Pacific/Kiritimati", "2026-03-02T10:00:00Z", "2026-03-03")]
    // In summer time from 29 March 2026 at 01:00 UTC, out of it on 25 October.
    [InlineData("Europe/Paris", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Paris", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Paris", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("Europe/Paris", "2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("Europe/Paris", "2026-10-25T23:00:00Z", "2026-10-26")]
    public void A_day_is_that_of_the_zone(string zone, string at, string day) => Assert.Equal(
        DateOnly.Parse(day, CultureInfo.InvariantCulture),
        DailyRule.DayOf(DateTimeOffset.Parse(at, CultureInfo.InvariantCulture), TimeZoneInfo.FindSystemTimeZoneById(zone)));

    /// <summary>Days of 23 and 25 hours: one moment before the next day is still the same day, and all of them count once.</summary>
    [Theory]
    [InlineData("Europe/Paris", "2026-03-29", 23)]
    [InlineData("Europe/Paris", "2026-10-25", 25)]
    [InlineData("America/New_York", "2026-03-08", 23)]
    [InlineData("Africa/Cairo", "2026-04-24", 23)]
    public void A_day_of_a_clock_change_is_one_day(string zoneName, string text, int hours)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(zoneName);
        var day = DateOnly.Parse(text, CultureInfo.InvariantCulture);
        var (start, end) = (LocalDay.StartOf(day, zone), LocalDay.StartOf(day.AddDays(1), zone));
        Assert.Equal(TimeSpan.FromHours(hours), end - start);
        Assert.Equal(day, DailyRule.DayOf(start, zone));
        Assert.Equal(day, DailyRule.DayOf(end.AddMicroseconds(-1), zone));
        Assert.Equal(day.AddDays(1), DailyRule.DayOf(end, zone));
    }

    private static DailyVerdict Judge(string days, int datapoints, int tolerance, int age)
    {
        var today = new DateOnly(2026, 3, 2);
        var withJob = days.Select((c, i) => (Day: today.AddDays(i - days.Length + 1), Job: c == 'X')).Where(d => d.Job).Select(d => d.Day).ToHashSet();
        var window = DailyRule.Window(today, withJob.Contains(today), datapoints);
        return DailyRule.Judge(window, today.AddDays(-age), withJob.Count(d => d >= window.First && d <= window.Last), datapoints, tolerance);
    }
}
