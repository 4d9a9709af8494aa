using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using static Tracker.Tests.Events.Views.SomeSummary;

namespace Tracker.Tests.Events.Views;

public sealed class EventOverlapsTests
{
    [Fact]
    public void Two_of_one_service_and_environment_overlap_while_both_go_on()
    {
        var pair = Assert.Single(Find(Event(0, start: 1, end: 5), Event(0, start: 3, end: 8)).Pairs);
        Assert.Equal((At(3), At(5), TimeSpan.FromHours(2)), (pair.Start, pair.End, pair.Duration));
        Assert.Equal(At(1), pair.First.Start);
    }

    [Fact]
    public void One_after_the_other_is_no_overlap() => Assert.Empty(Find(Event(0, start: 1, end: 3), Event(0, start: 3, end: 8)).Pairs);

    [Fact]
    public void A_point_overlaps_nothing() => Assert.Empty(Find(Event(0, start: 1, end: 5), Event(3)).Pairs);

    [Fact]
    public void Another_service_or_environment_is_another_place() =>
        Assert.Empty(Find(
            Event(0, start: 1, end: 5), Event(0, start: 1, end: 5, service: "search"), Event(0, start: 1, end: 5, environment: EventEnvironment.Uat)).Pairs);

    [Fact]
    public void Asked_for_an_environment_any_two_in_it_count_but_not_those_without_one()
    {
        EventSummary[] events =
        [
            Event(0, start: 1, end: 5), Event(0, start: 2, end: 6, service: "search"),
            Event(0, start: 1, end: 5, environment: EventEnvironment.Unspecified), Event(0, start: 1, end: 5, service: "x", environment: EventEnvironment.Unspecified),
        ];
        Assert.Single(EventOverlaps.Find(EventSpans.Of(events, At(12)), anyService: true).Pairs);
    }

    [Fact]
    public void Three_at_once_are_three_pairs_by_the_start_of_the_shared_time()
    {
        var pairs = Find(Event(0, start: 1, end: 9), Event(0, start: 2, end: 3), Event(0, start: 2.5, end: 8)).Pairs;
        Assert.Equal([At(2), At(2.5), At(2.5)], pairs.Select(p => p.Start));
        Assert.Equal([At(3), At(8), At(3)], pairs.OrderBy(p => p.Start).ThenBy(p => p.First.Start).Select(p => p.End));
    }

    [Fact]
    public void The_sweep_finds_what_comparing_all_with_all_finds()
    {
        var random = new Random(17);
        var events = Enumerable.Range(0, 300).Select(_ => (Start: random.NextDouble() * 24, Length: random.NextDouble() * 2))
            .Select(t => Event(0, start: t.Start, end: t.Start + t.Length, service: "s" + random.Next(4))).ToList();
        var spans = EventSpans.Of(events, At(48));
        var all = (from a in spans
                   from b in spans
                   where a.Event.Id.CompareTo(b.Event.Id) < 0 && a.Event.Service == b.Event.Service && a.Start < b.End && b.Start < a.End
                   select 1).Count();
        Assert.Equal(all, EventOverlaps.Find(spans, limit: int.MaxValue).Pairs.Count);
        Assert.True(all > 100);
    }

    [Fact]
    public void A_crowd_is_bounded()
    {
        var found = EventOverlaps.Find(EventSpans.Of(Enumerable.Range(0, 200).Select(_ => Event(0, start: 1, end: 2)), At(12)), limit: 50);
        Assert.Equal(50, found.Pairs.Count);
        Assert.True(found.Capped);
    }

    private static OverlapsFound Find(params EventSummary[] events) => EventOverlaps.Find(EventSpans.Of(events, At(12)));
}
