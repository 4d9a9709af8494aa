using Tracker.Client;
using Tracker.Client.Activities;
using Tracker.Client.Events;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class ActivityClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private ActivityClient Activity => server.Client.Activity;

    [Fact]
    public async Task The_feed_is_read_page_by_page_and_says_what_changed_before()
    {
        var service = Some.Name("fed");
        foreach (var (type, status) in new[] { (EventType.Deployment, EventStatus.Success), (EventType.Operation, EventStatus.Done), (EventType.Incident, EventStatus.Open) })
        {
            await server.Client.Events.CreateAsync(new() { Title = $"{type} of {service}", Attributes = new() { Type = type, Status = status, Service = service, Environment = EventEnvironment.Production, Message = "m", Source = "test" } });
        }

        var filter = new ActivityFilter { Service = service, Environment = "prod" };
        Assert.Equal(["incident.open", "operation.done", "deployment.success"], (await Activity.ListAsync(filter).AllAsync()).Select(r => r.Kind));
        var first = await Activity.PageAsync(filter, perPage: 2);
        var second = await Activity.PageAsync(filter, first.Next, perPage: 2);
        Assert.Equal((2, 1, null), (first.Rows.Count, second.Rows.Count, second.Next));
        Assert.Equal(ActivitySeverity.Bad, Assert.Single((await Activity.PageAsync(filter with { Severity = ActivitySeverity.Warning, Kinds = ["incident"], Modules = ["events"] })).Rows).Severity);

        var incident = await Activity.GetAsync(first.Rows[0].Id);
        Assert.Equivalent(first.Rows[0], incident);
        var before = await Activity.BeforeAsync(incident.Id, hours: 1);
        Assert.Equal(["deployment.success", "operation.done"], before.Changes.Select(c => c.Activity.Kind));
        Assert.Equal((ChangeRelation.SameService, incident.Id, false), (before.Changes[0].Relation, before.Activity!.Id, before.Truncated));
        Assert.InRange(before.Changes[0].Before, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Assert.StartsWith("deployment of the same service in the same environment, ", before.Changes[0].Reason, StringComparison.Ordinal);
        // Without the row to leave out, the incident is among what changed.
        Assert.Equal(3, (await Activity.BeforeAsync(new ChangesQuestion { Service = service, Environment = "prod", At = incident.At.AddSeconds(1) })).Changes.Count);
        Assert.Equal(404, (int)(await Assert.ThrowsAsync<TrackerException>(() => Activity.GetAsync("0"))).Status!);
    }
}
