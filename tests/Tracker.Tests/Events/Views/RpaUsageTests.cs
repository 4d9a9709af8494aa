using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using static Tracker.Tests.Events.Views.SomeSummary;

namespace Tracker.Tests.Events.Views;

public sealed class RpaUsageTests
{
    private static readonly DayRange Week = new(new DateOnly(2026, 11, 16), 7);

    [Fact]
    public void Runs_are_counted_by_robot_and_day()
    {
        var robots = Usage(
            Run(1, EventStatus.Success), Run(2, EventStatus.Failure), Run(26, EventStatus.Success), Run(3, EventStatus.Success, "orders"));
        Assert.Equal(["invoices", "orders"], robots.Select(r => r.Robot));
        var invoices = robots[0];
        Assert.Equal((3, 2, 1), (invoices.Runs, invoices.Succeeded, invoices.Failed));
        Assert.Equal([0, 0, 0, 0, 2, 1, 0], invoices.Days.Select(d => d.Runs));
        Assert.Equal(2 / 3.0, invoices.SuccessRate);
        Assert.Equal(TimeSpan.FromHours(1.5), invoices.Time);
        Assert.Equal(At(26), invoices.Latest);
    }

    [Fact]
    public void A_run_that_was_reported_in_two_calls_is_one()
    {
        var start = Run(1, EventStatus.Start) with { EndDate = null, StartDate = null };
        var end = Run(2, EventStatus.Success) with { EndDate = null, StartDate = null, RelatedId = start.Id };
        Assert.Equal((1, 1), (Usage(start, end)[0].Runs, Usage(start, end)[0].Succeeded));
    }

    [Fact]
    public void What_has_not_ended_has_no_rate()
    {
        var robot = Assert.Single(Usage(Run(1, EventStatus.Planned)));
        Assert.Null(robot.SuccessRate);
        Assert.Equal(1, robot.Days.Sum(d => d.Other));
    }

    [Fact]
    public void A_robot_without_a_run_in_the_range_is_left_out() => Assert.Empty(Usage(Run(-24 * 9, EventStatus.Success)));

    private static IReadOnlyList<RobotUsage> Usage(params EventSummary[] runs) => RpaUsage.Of(EventSpans.Of(runs, At(48)), Week, TimeZoneInfo.Utc);

    private static EventSummary Run(double hour, EventStatus status, string robot = "invoices") =>
        Event(hour, status, start: hour, end: hour + 0.5, service: robot, type: EventType.RpaUsage);
}
