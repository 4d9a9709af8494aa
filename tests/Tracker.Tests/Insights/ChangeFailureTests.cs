using Tracker.Server.Insights;
using static Tracker.Tests.Insights.Past;

namespace Tracker.Tests.Insights;

public sealed class ChangeFailureTests
{
    [Fact]
    public void Failed_rolled_back_or_followed_by_an_incident()
    {
        var figures = new Past(
            Deployment(0, "1"), Deployment(30, "2"), Deployment(31, "1"),
            Deployment(60, "3", EventStatus.Failure), Deployment(61, "3", EventStatus.Error),
            Deployment(100, "4"), Incident(123, 125),
            Deployment(130, "5"), Deployment(131, "6")).Figures();

        Assert.Equal((8, 6), (figures.Changes, figures.Deployments));
        Assert.Equal((2, 1, 1), (figures.FailedDeployments, figures.RolledBack, figures.FollowedByIncident));
        Assert.Equal(0.5, figures.FailureRate);
    }

    [Fact]
    public void Nothing_deployed_has_no_rate() => Assert.Null(new Past(Incident(1, 2)).Figures().FailureRate);

    [Fact]
    public void Going_forward_again_is_no_rollback_of_the_rollback()
    {
        var changes = new Past(Deployment(0, "1"), Deployment(1, "2"), Deployment(2, "1"), Deployment(3, "2")).Tell().Changes;

        Assert.Equal([ChangeFailure.None, ChangeFailure.RolledBack, ChangeFailure.None, ChangeFailure.None], changes.Select(c => c.Failure));
        Assert.Equal(changes[2].Id, changes[1].FailedBy);
    }

    [Fact]
    public void After_a_week_only_one_that_names_it_takes_it_back()
    {
        const double late = (8 * 24) + 1;
        var second = Deployment(1, "2");

        Assert.DoesNotContain(new Past(Deployment(0, "1"), second, Deployment(late, "1")).Tell().Changes, c => c.Failure != ChangeFailure.None);
        Assert.Contains(new Past(Deployment(0, "1"), second, Deployment(late, "1", related: second.Id)).Tell().Changes, c => c.Failure == ChangeFailure.RolledBack);
    }

    [Fact]
    public void A_new_version_that_names_the_one_before_takes_nothing_back()
    {
        var first = Deployment(0, "1");

        Assert.DoesNotContain(new Past(first, Deployment(1, "2", related: first.Id)).Tell().Changes, c => c.Failure != ChangeFailure.None);
    }

    [Fact]
    public void What_happens_elsewhere_is_another_story()
    {
        var past = new Past(
            Deployment(0, "1"), Deployment(1, "2"), Deployment(2, "1", environment: EventEnvironment.Uat), Deployment(3, "1", service: "cart"),
            Incident(4, 5, service: "search"), Incident(4, 5, environment: EventEnvironment.Uat));

        var changes = past.Tell(only: null).Changes;

        // The incident in UAT came from the deployment there, and from no other.
        Assert.Equal([EventEnvironment.Uat], changes.Where(c => c.Failure != ChangeFailure.None).Select(c => c.Environment));
        Assert.DoesNotContain(past.Tell().Changes, c => c.Failure != ChangeFailure.None);
    }

    [Fact]
    public void An_incident_is_held_against_the_last_deployment_before_it_within_a_day()
    {
        Assert.Equal(["2"], Blamed(Deployment(0, "1"), Deployment(5, "2"), Incident(6)));
        Assert.Equal(["2"], Blamed(Deployment(5, "2"), Incident(29)));
        Assert.Empty(Blamed(Deployment(5, "2"), Incident(29.1)));
        Assert.Empty(Blamed(Deployment(5, "2"), Incident(4)));
        // Two incidents of one change make one failure.
        Assert.Equal(["2"], Blamed(Deployment(5, "2"), Incident(6, 8), Incident(7)));
        // One that names no environment may have come from this one.
        Assert.Equal(["2"], Blamed(Deployment(5, "2"), Incident(6, environment: EventEnvironment.Unspecified)));
    }

    [Fact]
    public void One_that_names_a_deployment_is_held_against_that_however_late()
    {
        var start = Deployment(0, "1", EventStatus.Start);
        var end = Deployment(1, "", related: start.Id);

        Assert.Equal(["1"], Blamed(start, end, Deployment(300, "2"), Incident(301, related: start.Id)));
        Assert.Equal(["1"], Blamed(start, end, Deployment(300, "2"), Incident(301, related: end.Id, service: "cart")));
    }

    [Fact]
    public void A_result_that_is_told_twice_counts_once()
    {
        var start = Deployment(0, "1", EventStatus.Start);
        var end = Deployment(1, "1", related: start.Id);

        Assert.Single(new Past(start, end, Deployment(2, "1", related: end.Id)).Tell().Changes);
        Assert.Single(new Past(start, end, Deployment(2, "1", related: start.Id)).Tell().Changes);
        // A failure and the success of a second try are two.
        Assert.Equal(2, new Past(start, Deployment(1, "1", EventStatus.Failure, related: start.Id), Deployment(2, "1", related: start.Id)).Tell().Changes.Count);
    }

    private static IEnumerable<string> Blamed(params Tracker.Server.Events.HistoricEvent[] events) =>
        new Past(events).Tell().Changes.Where(c => c.Failure == ChangeFailure.Incident).Select(c => c.Version);
}
