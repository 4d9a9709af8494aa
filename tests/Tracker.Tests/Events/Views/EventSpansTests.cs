using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using static Tracker.Tests.Events.Views.SomeSummary;

namespace Tracker.Tests.Events.Views;

public sealed class EventSpansTests
{
    private static readonly DateTimeOffset Now = At(12);

    [Fact]
    public void A_start_and_the_result_that_names_it_are_one_span()
    {
        var start = Event(9, EventStatus.Start);
        var result = Event(10, EventStatus.Success, follows: start, lasted: 1);
        var span = Assert.Single(EventSpans.Of([result, start], Now));
        Assert.Equal((At(9), At(10), SpanShape.Closed, EventStatus.Success), (span.Start, span.End, span.Shape, span.Status));
        Assert.Equal((start.Id, result.Id), (span.Event.Id, span.Result!.Id));
    }

    [Theory]
    [InlineData(EventStatus.Start)]
    [InlineData(EventStatus.InProgress)]
    [InlineData(EventStatus.Open)]
    public void What_nothing_has_ended_lasts_until_now(EventStatus status)
    {
        var span = Assert.Single(EventSpans.Of([Event(9, status)], Now));
        Assert.Equal((At(9), Now, SpanShape.Running), (span.Start, span.End, span.Shape));
    }

    [Theory]
    [InlineData(EventStatus.Failure)]
    [InlineData(EventStatus.Error)]
    [InlineData(EventStatus.Warning)]
    [InlineData(EventStatus.Done)]
    [InlineData(EventStatus.Close)]
    public void Every_final_status_ends_what_it_follows(EventStatus status)
    {
        var start = Event(9, EventStatus.Start);
        Assert.Equal(status, Assert.Single(EventSpans.Of([start, Event(10, status, follows: start)], Now)).Status);
    }

    [Fact]
    public void Both_dates_are_the_span_whatever_the_status() =>
        AssertSpan(Event(11, EventStatus.Start, start: 7, end: 8), 7, 8, SpanShape.Closed);

    [Fact]
    public void An_end_alone_reaches_to_the_creation_in_whichever_order()
    {
        AssertSpan(Event(9, EventStatus.Success, end: 8), 8, 9, SpanShape.Closed);
        AssertSpan(Event(9, EventStatus.Planned, end: 14), 9, 14, SpanShape.Closed);
    }

    [Fact]
    public void A_duration_counts_from_the_start() => AssertSpan(Event(9, lasted: 2), 9, 11, SpanShape.Closed);

    [Fact]
    public void The_duration_of_a_result_counts_back_to_what_it_follows_though_that_was_not_read() =>
        AssertSpan(Event(9, follows: Event(6, EventStatus.Start), lasted: 3), 6, 9, SpanShape.Closed);

    [Fact]
    public void Anything_else_is_a_point() => AssertSpan(Event(9), 9, 9, SpanShape.Point);

    [Fact]
    public void What_is_to_start_later_does_not_run_yet() => AssertSpan(Event(9, EventStatus.Start, start: 15), 15, 15, SpanShape.Point);

    [Fact]
    public void News_of_something_that_runs_is_part_of_it()
    {
        var start = Event(8, EventStatus.Start);
        var news = Event(9, EventStatus.InProgress, follows: start);
        var span = Assert.Single(EventSpans.Of([start, news, Event(10, EventStatus.Failure, follows: news)], Now));
        Assert.Equal((At(8), At(10), EventStatus.Failure), (span.Start, span.End, span.Status));
    }

    [Fact]
    public void A_second_result_adds_no_time()
    {
        var start = Event(8, EventStatus.Start);
        var spans = EventSpans.Of([start, Event(9, EventStatus.Failure, follows: start), Event(10, EventStatus.Success, follows: start, lasted: 2)], Now);
        Assert.Equal([(At(8), At(9)), (At(10), At(10))], spans.Select(s => (s.Start, s.End)));
    }

    [Fact]
    public void A_start_after_the_result_begins_anew()
    {
        var start = Event(8, EventStatus.Start);
        var spans = EventSpans.Of([start, Event(9, EventStatus.Failure, follows: start), Event(11, EventStatus.Start, follows: start)], Now);
        Assert.Equal([SpanShape.Closed, SpanShape.Running], spans.Select(s => s.Shape));
    }

    [Fact]
    public void What_was_planned_begins_with_its_start()
    {
        var plan = Event(6, EventStatus.Planned, start: 8, end: 10);
        var start = Event(9, EventStatus.Start, follows: plan);
        var span = Assert.Single(EventSpans.Of([plan, start], Now));
        Assert.Equal((At(9), SpanShape.Running), (span.Start, span.Shape));
    }

    [Fact]
    public void An_incident_that_names_a_deployment_does_not_end_it()
    {
        var start = Event(8, EventStatus.Start);
        var incident = Event(9, EventStatus.Close, follows: start, type: EventType.Incident);
        Assert.Equal(2, EventSpans.Of([start, incident], Now).Count);
    }

    [Fact]
    public void Two_events_that_name_each_other_are_read_without_harm()
    {
        var a = Event(8, EventStatus.Start);
        var b = Event(9, EventStatus.Success, follows: a);
        Assert.NotEmpty(EventSpans.Of([a with { RelatedId = b.Id }, b], Now));
    }

    [Theory]
    [InlineData(8, 9, true)]
    [InlineData(9, 10, true)]
    [InlineData(11, 12, false)]
    [InlineData(6, 8, false)]
    public void A_span_touches_a_range_up_to_its_end(double from, double to, bool touches) =>
        Assert.Equal(touches, Assert.Single(EventSpans.Of([Event(8, start: 8, end: 11)], Now)).Touches(At(from), At(to)));

    private static void AssertSpan(EventSummary e, double start, double end, SpanShape shape)
    {
        var span = Assert.Single(EventSpans.Of([e], Now));
        Assert.Equal((At(start), At(end), shape), (span.Start, span.End, span.Shape));
    }
}
