using Tracker.Client.Events;
using Tracker.Client.Insights;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class InsightsClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    [Fact]
    public async Task Figures_are_asked_for_by_service_and_period()
    {
        var service = Some.Name("measured");
        foreach (var environment in new[] { EventEnvironment.Uat, EventEnvironment.Production })
        {
            await server.Client.Events.CreateAsync(new()
            {
                Title = "Deploy",
                Attributes = new() { Type = EventType.Deployment, Status = EventStatus.Success, Service = service, Environment = environment, Version = "2.0" },
            });
        }

        var report = await server.Client.Insights.GetAsync(new() { Services = [service], Days = 7, Environment = "prod", TimeZone = "Europe/Paris", Interval = "day", GroupBy = "environment" });

        Assert.Equal((1, 0, 7), (report.Current.Deployments, report.Previous.Deployments, report.Trend.Count));
        Assert.True(report.Current.LeadTimeMedian > TimeSpan.Zero);
        Assert.Equal((0.0, null), (report.Current.ChangeFailureRate, report.Current.RestoreMedian));
        Assert.Equal("production", Assert.Single(report.Groups).Name);
        Assert.Null((await server.Client.Insights.GetAsync(new() { Team = "nobody", From = new(2026, 1, 1), To = new(2026, 1, 31) })).Current.ChangeFailureRate);

        var counts = await server.Client.Insights.CountEventsAsync(new() { Services = [service], Environment = "*" });
        Assert.Equal((2L, EventType.Deployment), (counts.TotalCount, Assert.Single(counts.Counts).Type));
    }
}
