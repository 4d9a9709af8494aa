using Tracker.Client;
using Tracker.Client.Events;
using Tracker.Client.Overview;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class OverviewClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    [Fact]
    public async Task The_overview_and_the_search_are_read()
    {
        await server.Client.Events.CreateAsync(new()
        {
            Title = "Card payments are refused",
            Attributes = new() { Type = EventType.Incident, Service = "payments", Status = EventStatus.Open, Priority = EventPriority.P1 },
        });
        await server.Client.Locks.CreateAsync(new() { Service = "search-index", Who = "ada" });

        var now = await server.Client.Overview.GetAsync("Asia/Tokyo");

        Assert.Equal(("incident.open", Urgency.Bad, "Card payments are refused"), (now.Attention[0].Kind, now.Attention[0].Urgency, now.Attention[0].Title));
        Assert.Equal((1, 1, TimeSpan.FromHours(9)), (now.Incidents.Open, now.Locks.Held, TimeSpan.FromHours(24) - now.Today.UtcDateTime.TimeOfDay));
        Assert.Equal(["events", "locks"], now.InUse);

        var hit = Assert.Single(Assert.Single(await server.Client.Overview.SearchAsync("search-index")).Hits);
        Assert.Equal(("search-index", SearchMatch.Exact), (hit.Title, hit.Match));
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, (await Assert.ThrowsAsync<TrackerException>(() => server.Client.Overview.SearchAsync(" "))).Status);
    }
}
