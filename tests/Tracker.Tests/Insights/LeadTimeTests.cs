using Tracker.Server.Insights;
using static Tracker.Tests.Insights.Past;

namespace Tracker.Tests.Insights;

public sealed class LeadTimeTests
{
    [Fact]
    public void It_runs_from_the_first_trace_of_the_version_to_its_success()
    {
        var past = new Past(
            Operation(1, "2.0"),
            Deployment(2, "2.0", EventStatus.Start, EventEnvironment.Development),
            Deployment(3, "2.0", EventStatus.Success, EventEnvironment.Uat),
            Deployment(9, "2.0"));

        Assert.Equal(TimeSpan.FromHours(8), Assert.Single(past.Tell().Changes).LeadTime);
    }

    [Fact]
    public void A_release_that_its_tracker_found_began_when_it_was_planned_in_the_first_environment()
    {
        var planned = Deployment(1, "2.0", EventStatus.Planned, EventEnvironment.Development) with { At = Hour(5) };

        Assert.Equal(TimeSpan.FromHours(9), Assert.Single(new Past(planned, Deployment(10, "2.0")).Tell().Changes).LeadTime);
    }

    [Fact]
    public void A_pull_request_counts_for_every_service_that_names_it_and_the_earlier_trace_wins()
    {
        const string link = "https://git.example.com/shop/pulls/7";
        var past = new Past(
            Operation(1, pullRequest: link, service: "repository"),
            Operation(4, "2.0"),
            Deployment(6, "2.0", pullRequest: link),
            Deployment(7, "", service: "cart", pullRequest: link));

        Assert.Equal([5, 6], past.Tell().Changes.Select(c => c.LeadTime!.Value.TotalHours));
    }

    [Fact]
    public void Its_own_start_is_no_beginning()
    {
        var start = Deployment(1, "2.0", EventStatus.Start);
        var end = Deployment(2, "", related: start.Id);

        var change = Assert.Single(new Past(start, end).Tell().Changes);

        Assert.Equal(("2.0", Beginning.Unknown, (TimeSpan?)null), (change.Version, change.Beginning, change.LeadTime));
    }

    [Fact]
    public void A_deployment_without_a_start_or_a_version_has_no_beginning_but_is_counted()
    {
        var figures = new Past(Deployment(2, ""), Deployment(3, "2.0"), Operation(4, "2.0")).Figures();

        Assert.Equal((2, 2, null, 0.2), (figures.Deployments, figures.WithoutBeginning, figures.LeadTime, figures.PerDay));
    }

    [Fact]
    public void A_version_has_one_lead_time_in_each_environment()
    {
        var past = new Past(
            Operation(0, "2.0"),
            Deployment(1, "2.0", environment: EventEnvironment.Uat), Deployment(2, "2.0", environment: EventEnvironment.Uat), Deployment(5, "2.0"));

        var all = past.Tell(only: null).Changes;

        Assert.Equal([1.0, null, 5.0], all.Select(c => c.LeadTime?.TotalHours));
        Assert.Equal([Beginning.Known, Beginning.Repeated, Beginning.Known], all.Select(c => c.Beginning));
        Assert.Single(past.Tell().Changes);
    }

    [Theory]
    [InlineData(90 * 24, true)]
    [InlineData((90 * 24) + 1, false)]
    public void Ninety_days_back_is_the_end_of_the_search(double hours, bool isKnown)
    {
        var change = Assert.Single(new Past(Operation(0, "2.0"), Deployment(hours, "2.0")).Tell().Changes);

        Assert.Equal(isKnown, change.LeadTime is not null);
    }

    [Fact]
    public void The_median_and_the_ninetieth_percentile_are_those_of_a_spreadsheet()
    {
        Assert.Null(Distribution.Of([]));
        Assert.Equal(new(1, Minutes(5), Minutes(5)), Distribution.Of([Minutes(5)]));
        Assert.Equal(new(4, Minutes(25), Minutes(37)), Distribution.Of([Minutes(40), Minutes(10), Minutes(30), Minutes(20)]));

        static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);
    }
}
