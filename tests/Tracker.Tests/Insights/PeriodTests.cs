using Tracker.Protocol.Insights;
using Tracker.Server.Catalog;
using Tracker.Server.Insights;
using static Tracker.Tests.Insights.Past;

namespace Tracker.Tests.Insights;

public sealed class PeriodTests
{
    private static readonly DateTimeOffset Now = new(2026, 6, 30, 22, 30, 0, TimeSpan.Zero);

    [Fact]
    public void Days_end_with_today_in_the_zone_asked_for()
    {
        var query = Of(new() { Days = 7, Tz = "Europe/Paris" });

        // In Paris it is the first of July already.
        Assert.Equal((new DateOnly(2026, 6, 25), new DateOnly(2026, 7, 1)), (query.Period.First, query.Period.Last));
        Assert.Equal(new DateTimeOffset(2026, 6, 24, 22, 0, 0, TimeSpan.Zero), query.Period.From);
        Assert.Equal((new DateOnly(2026, 6, 18), new DateOnly(2026, 6, 24)), (query.Period.Before.First, query.Period.Before.Last));
        Assert.Equal(6 + (0.5 / 24), query.Period.Elapsed(Now), 6);
    }

    [Fact]
    public void Unless_said_otherwise_thirty_days_of_production_by_day_and_longer_ones_by_week()
    {
        var query = Of(new());
        Assert.Equal((30, EventEnvironment.Production, false, GroupBy.Service), (query.Period.Days, query.Environment, query.Weekly, query.GroupBy));
        Assert.True(Of(new() { Days = 90 }).Weekly);
        Assert.Null(Of(new() { Environment = "*" }).Environment);
        Assert.Equal(EventEnvironment.Preproduction, Of(new() { Environment = "preprod" }).Environment);
    }

    [Fact]
    public void Weeks_begin_on_monday()
    {
        var period = Of(new() { From = "2026-06-03", To = "2026-06-16" }).Period;

        Assert.Equal(["06-03", "06-08", "06-15"], period.Starts(weekly: true).Select(d => d.ToString("MM-dd")));
        Assert.Equal(14, period.Starts(weekly: false).Count);
    }

    [Theory]
    [InlineData("days", "days may be from 1 to 365.")]
    [InlineData("from", "from: \"June\" is not a day such as 2026-11-01.")]
    [InlineData("to", "from is after to.")]
    [InlineData("both", "days: give either days, or from and to.")]
    [InlineData("long", "from: a period has at most 366 days.")]
    [InlineData("tz", "tz: \"Mars\" is not a time zone; it may be an IANA name such as Europe/Paris.")]
    [InlineData("interval", "interval: \"hour\" may be day or week.")]
    [InlineData("group_by", "group_by: \"owner\" may be service, team or environment.")]
    public void What_is_wrong_is_named(string what, string message)
    {
        var request = what switch
        {
            "days" => new GetInsightsRequest { Days = 366 },
            "from" => new GetInsightsRequest { From = "June" },
            "to" => new GetInsightsRequest { From = "2026-06-02", To = "2026-06-01" },
            "both" => new GetInsightsRequest { From = "2026-06-02", Days = 3 },
            "long" => new GetInsightsRequest { From = "2025-01-01", To = "2026-06-01" },
            "tz" => new GetInsightsRequest { Tz = "Mars" },
            "interval" => new GetInsightsRequest { Interval = "hour" },
            _ => new GetInsightsRequest { GroupBy = "owner" },
        };

        Assert.Equal(message, InsightsQuery.Of(request, new EnvironmentNames(""), Now).Failure?.Message);
    }

    [Fact]
    public void A_report_has_the_period_before_beside_it_and_a_trend()
    {
        var history = new History(EventEnvironment.Production);
        foreach (var hour in new[] { 10.0, 58, 60 }) history.Add(Deployment(hour, $"{hour}"));
        history.Add(Deployment(61, "x", service: "cart"));
        history.Add(Incident(62, 64, service: "cart"));
        history.Add(Deployment(63, "y", environment: EventEnvironment.Uat));
        var query = Of(new() { From = "2026-06-03", To = "2026-06-04", GroupBy = "team" });

        var report = InsightsReport.Of(query, history, new Dictionary<Guid, DateTimeOffset>(), new Dictionary<string, string> { ["cart"] = "team-buy" }, capped: false, Now);

        Assert.Equal((3, 1, 1), (report.Current.Deployments, report.Previous.Deployments, report.Elsewhere));
        Assert.Equal([3, 0], report.Trend.Select(t => t.Figures.Deployments));
        Assert.Equal([3.0, 0.0], report.Trend.Select(t => t.Figures.PerDay));
        Assert.Equal([("", 2, 0), ("team-buy", 1, 1)], report.Groups.Select(g => (g.Name, g.Figures.Deployments, g.Figures.Incidents)));
        Assert.Equal(["x", "60", "58"], report.Changes.Select(c => c.Version));
    }

    private static InsightsQuery Of(GetInsightsRequest request) => InsightsQuery.Of(request, new EnvironmentNames(""), Now).OrThrow();
}
