using System.Globalization;
using Tracker.Server.Tasks;
using Tracker.Server.Tasks.Reports;

namespace Tracker.Tests.Tasks.Reports;

/// <summary>What the report says, and when it is due.</summary>
public sealed class TaskReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_worst_come_first()
    {
        var report = Report(("a", TaskState.Up), ("b", TaskState.Down), ("c", TaskState.Late), ("d", TaskState.Paused), ("e", TaskState.Down));
        Assert.Equal("2 of 5 tasks are down, 1 late, 1 paused", report.Title);
        Assert.Equal(["STATE", "down", "down", "late", "up", "paused"], report.Table().Split('\n').Select(line => line.Split(' ')[0]));
        Assert.Equal("down     b    never            why of b", report.Table().Split('\n')[1]);
    }

    [Theory]
    [InlineData(0, "There are no tasks")]
    [InlineData(1, "1 task, none is down")]
    [InlineData(3, "3 tasks, none is down")]
    public void A_quiet_night_is_told_in_one_line(int tasks, string title)
    {
        var report = Report([.. Enumerable.Range(0, tasks).Select(i => ($"task {i}", TaskState.Up))]);
        Assert.Equal((title, false), (report.Title, report.IsBad));
    }

    [Fact]
    public void It_is_bounded()
    {
        var report = Report([.. Enumerable.Range(0, 5_000).Select(i => (new string('é', 200), i == 0 ? TaskState.Down : TaskState.Up))]);
        var lines = report.Table().Split('\n');
        Assert.Equal((TaskReport.MostRows + 2, "and 4950 more"), (lines.Length, lines[^1]));
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 200));
    }

    [Theory]
    [InlineData("00:00", "UTC", "2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("00:00", "UTC", "2026-03-02T23:59:59Z", "2026-03-02T00:00:00Z")]
    [InlineData("07:30", "UTC", "2026-03-02T07:29:59Z", "2026-03-01T07:30:00Z")]
    [InlineData("00:00", "Europe/Paris", "2026-03-02T22:59:59Z", "2026-03-01T23:00:00Z")]
    [InlineData("00:00", "Europe/Paris", "2026-03-02T23:00:00Z", "2026-03-02T23:00:00Z")]
    // The clock jumps from 02:00 to 03:00, and back from 03:00 to 02:00 in autumn: once each.
    [InlineData("02:30", "Europe/Paris", "2026-03-29T01:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("02:30", "Europe/Paris", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("02:30", "Europe/Paris", "2026-10-25T01:30:00Z", "2026-10-25T00:30:00Z")]
    public void It_is_due_once_a_day_at_its_time(string time, string zone, string now, string due)
    {
        var options = new ReportOptions { Time = TimeOnly.Parse(time, CultureInfo.InvariantCulture), Zone = TimeZoneInfo.FindSystemTimeZoneById(zone) };
        Assert.Equal(Instant(due), options.DueBy(Instant(now)));
    }

    [Fact]
    public void It_may_be_off() => Assert.Null(new ReportOptions { Time = null }.DueBy(Now));

    private static TaskReport Report(params (string Name, TaskState State)[] tasks) => new(Now, [.. tasks.Select(t =>
        new TaskStanding(new() { Name = t.Name, State = t.State, Why = "why of " + t.Name, Period = TimeSpan.FromHours(1) }, new(DailyStatus.OK, 0, 0, ""), Now))]);

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
