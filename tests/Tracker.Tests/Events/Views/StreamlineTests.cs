using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using static Tracker.Tests.Events.Views.SomeSummary;

namespace Tracker.Tests.Events.Views;

public sealed class StreamlineTests
{
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(6);

    [Fact]
    public void A_row_for_each_service_by_name()
    {
        var rows = Build(Event(1, service: "search"), Event(2, service: "Billing"), Event(3, service: "search")).Rows;
        Assert.Equal(["Billing", "search"], rows.Select(r => r.Key));
        Assert.Equal([1, 2], rows.Select(r => r.Bars.Count));
    }

    [Fact]
    public void A_row_for_each_environment_from_development_to_production_and_none_last()
    {
        var rows = Streamline.Of(
            Spans(Event(1, environment: EventEnvironment.Unspecified), Event(1), Event(1, environment: EventEnvironment.Development)),
            At(0), At(24), byEnvironment: true, 100, Least).Rows;
        Assert.Equal(["development", "production", ""], rows.Select(r => r.Key));
    }

    [Fact]
    public void What_overlaps_gets_lanes_and_a_free_lane_is_used_again()
    {
        var row = Assert.Single(Build(Event(0, start: 1, end: 5), Event(0, start: 2, end: 3), Event(0, start: 4, end: 6)).Rows);
        Assert.Equal([0, 1, 1], row.Bars.Select(b => b.Lane));
        Assert.Equal(2, row.Lanes);
        Assert.Equal(2, row.Overlaps.Count);
    }

    [Fact]
    public void Points_too_close_to_be_told_apart_get_lanes()
    {
        Assert.Equal(2, Build(Event(1), Event(1.05)).Rows[0].Lanes);
        Assert.Equal(1, Build(Event(1), Event(1.2)).Rows[0].Lanes);
    }

    [Fact]
    public void What_lies_outside_is_left_out_and_what_reaches_in_is_kept()
    {
        var line = Build(Event(0, start: -5, end: -1), Event(0, start: -5, end: 2), Event(0, start: 23, end: 40), Event(0, start: 30, end: 40));
        Assert.Equal(2, line.Bars);
        Assert.Equal(0, line.Hidden);
    }

    [Fact]
    public void Of_too_many_the_newest_are_drawn_and_the_others_counted()
    {
        var line = Streamline.Of(Spans([.. Enumerable.Range(0, 10).Select(i => Event(i))]), At(0), At(24), false, 4, Least);
        Assert.Equal((4, 6), (line.Bars, line.Hidden));
        Assert.Equal(At(6), line.Rows[0].Bars.Min(b => b.Span.Start));
    }

    [Fact]
    public void Rows_are_bounded_too()
    {
        var line = Build([.. Enumerable.Range(0, 230).Select(i => Event(1, service: $"service {i}"))]);
        Assert.Equal((Streamline.MaxRows, 30), (line.Rows.Count, line.Hidden));
    }

    [Fact]
    public void A_drift_that_stays_open_marks_no_overlap() =>
        Assert.Empty(Build(Event(1, EventStatus.Open, type: EventType.Drift), Event(0, start: 2, end: 3)).Rows[0].Overlaps);

    private static Streamline Build(params EventSummary[] events) => Streamline.Of(Spans(events), At(0), At(24), false, 1000, Least);

    private static IReadOnlyList<EventSpan> Spans(params EventSummary[] events) => EventSpans.Of(events, At(12));
}
