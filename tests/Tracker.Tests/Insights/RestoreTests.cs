using Tracker.Server.Insights;
using static Tracker.Tests.Insights.Past;

namespace Tracker.Tests.Insights;

public sealed class RestoreTests
{
    [Fact]
    public void Incidents_that_overlap_count_each_for_itself_and_an_open_one_has_no_time()
    {
        var figures = new Past(Incident(0, 4), Incident(1, 3), Incident(2)).Figures();

        Assert.Equal((3, 1), (figures.Incidents, figures.Unresolved));
        Assert.Equal(new Distribution(2, TimeSpan.FromHours(3), TimeSpan.FromHours(3.8)), figures.TimeToRestore);
    }

    [Fact]
    public void It_ends_with_the_event_that_follows_it()
    {
        var open = Incident(0);
        var seen = Incident(1, related: open.Id);
        var closed = Incident(2, status: EventStatus.Close, related: seen.Id);

        var outage = Assert.Single(new Past(open, seen, closed, Incident(3, status: EventStatus.Done, related: open.Id)).Tell().Outages);

        Assert.Equal((TimeSpan.FromHours(2), true), (outage.Lasted, outage.IsResolved));
    }

    [Fact]
    public void Another_services_incident_that_names_it_is_one_of_its_own()
    {
        var open = Incident(0);

        Assert.Equal(2, new Past(open, Incident(1, 2, service: "cart", related: open.Id)).Tell().Outages.Count);
    }

    [Fact]
    public void One_that_was_closed_without_a_date_ends_when_the_changelog_says()
    {
        var closed = Incident(0, status: EventStatus.Close);
        var history = new History(null);
        history.Add(closed);
        Assert.Equal([closed.Id], history.Undated);

        Assert.Equal(TimeSpan.FromHours(5), Assert.Single(new Past(closed).Tell(moved: new Dictionary<Guid, DateTimeOffset> { [closed.Id] = Hour(5) }).Outages).Lasted);
        var told = Assert.Single(new Past(closed).Tell().Outages);
        Assert.Equal((null, true), (told.Lasted, told.IsResolved));
    }

    [Fact]
    public void An_end_to_come_is_none()
    {
        var outage = Assert.Single(new Past(Incident(0, 10, EventStatus.Open)).Tell(now: 5).Outages);

        Assert.Equal((null, false), (outage.Lasted, outage.IsResolved));
    }

    [Fact]
    public void Of_two_environments_each_has_its_own()
    {
        var past = new Past(Incident(0, 1), Incident(0, 5, environment: EventEnvironment.Uat), Incident(0, environment: EventEnvironment.Unspecified));

        Assert.Equal(1, past.Figures().Incidents);
        Assert.Equal((3, 1), (past.Figures(only: null).Incidents, past.Figures(only: null).Unresolved));
    }

    [Fact]
    public void Two_that_name_each_other_end_nothing_but_the_test()
    {
        var (one, other) = (Incident(0), Incident(1));

        Assert.Empty(new Past(one with { RelatedId = other.Id }, other with { RelatedId = one.Id }).Tell().Outages);
    }
}
