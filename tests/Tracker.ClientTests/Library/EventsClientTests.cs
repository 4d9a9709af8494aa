using System.Net;
using Tracker.Client;
using Tracker.Client.Events;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class EventsClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private EventsClient Events => server.Client.Events;

    [Fact]
    public async Task An_event_is_recorded_changed_and_deleted()
    {
        var begins = new DateTimeOffset(2026, 3, 2, 15, 4, 5, 123, TimeSpan.FromHours(1));
        var created = await Events.CreateAsync(New("payments") with
        {
            SlackId = "slack-1",
            Links = new() { Ticket = "OPS-1" },
            Attributes = Attributes("payments") with { Priority = EventPriority.P2, Environment = EventEnvironment.Uat, Impact = true, StartDate = begins, Tags = ["a", "b"], Message = "quotes \" and ünïcode" },
        });

        var changed = await Events.UpdateAsync(new() { SlackId = "slack-1", Attributes = new() { Status = EventStatus.Success, Tags = [] } });
        var read = await Events.GetAsync(created.Metadata.Id);

        Assert.Equal((EventPriority.P2, EventEnvironment.Uat, true), (read.Attributes.Priority, read.Attributes.Environment, read.Attributes.Impact));
        Assert.Equal((begins, EventStatus.Success), (read.Attributes.StartDate, read.Attributes.Status));
        Assert.Equal(("OPS-1", "quotes \" and ünïcode", "slack-1"), (read.Links!.Ticket, read.Attributes.Message, read.Metadata.SlackId));
        Assert.Equal(["a", "b"], created.Attributes.Tags!);
        Assert.Empty(read.Attributes.Tags!);
        Assert.Equal(changed.Changelog, read.Changelog);
        Assert.Contains(read.Changelog, c => c.ChangeType == ChangeType.StatusChanged);

        await Events.DeleteAsync("slack-1");
        var gone = await Assert.ThrowsAsync<TrackerException>(() => Events.GetAsync(created.Metadata.Id));
        Assert.True(gone.IsNotFound);
    }

    [Fact]
    public async Task The_end_of_a_deployment_tells_how_long_it_took()
    {
        var start = await Events.CreateAsync(New("timed", EventType.Deployment, EventStatus.Start));
        var end = await Events.CreateAsync(New("timed", EventType.Deployment, EventStatus.Success) with
        {
            Attributes = Attributes("timed", EventType.Deployment, EventStatus.Success) with { RelatedId = start.Metadata.Id },
        });

        Assert.Null(start.Metadata.Duration);
        Assert.InRange(end.Metadata.Duration!.Value, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_second_deployment_is_a_conflict_that_names_the_first()
    {
        await Events.CreateAsync(New("busy", EventType.Deployment, EventStatus.Start) with { Attributes = Attributes("busy", EventType.Deployment, EventStatus.Start) with { Owner = "ada" } });

        var refused = await Assert.ThrowsAsync<TrackerException>(() => Events.CreateAsync(New("busy", EventType.Deployment, EventStatus.Start)));

        Assert.Equal((true, HttpStatusCode.Conflict, "10"), (refused.IsConflict, refused.Status!.Value, refused.Fields["code"]));
        Assert.Contains("ada", refused.Detail);
        Assert.Contains("POST /api/v1alpha1/event", refused.Message);
    }

    [Fact]
    public async Task A_list_is_read_to_its_end_and_by_pages()
    {
        for (var i = 0; i < 5; i++) await Events.CreateAsync(New("paged") with { Title = $"Number {i}" });
        // More than one page of those that are asked for together.
        for (var i = 0; i < 210; i++) await Events.CreateAsync(New("long"));

        var page = await Events.Search(new() { Services = ["paged"] }).PageAsync(page: 2, perPage: 2);
        var all = await Events.Search(new() { Services = ["paged", "long"], Types = [EventType.Operation], Statuses = [EventStatus.Open] }).AllAsync();

        Assert.Equal(["Number 2", "Number 1"], page.Items.Select(e => e.Title));
        Assert.Equal((5, false, true), (page.TotalCount, page.IsCapped, page.HasMore));
        Assert.Equal(215, all.Select(e => e.Metadata.Id).Distinct().Count());
        Assert.Equal(210, await Events.CountAsync(new() { Service = "long", Types = [EventType.Operation, EventType.Drift], Statuses = [EventStatus.Open] }));
        Assert.Contains(await Events.List().PageAsync() is var first ? first.Items : [], e => e.Attributes.Service is "long" or "paged");
    }

    [Fact]
    public async Task Events_are_found_by_their_time_and_counted_by_month()
    {
        var at = new DateTimeOffset(2025, 2, 3, 4, 5, 6, TimeSpan.Zero);
        var old = await Events.CreateAsync(New("old & odd+service") with { Attributes = Attributes("old & odd+service") with { StartDate = at, EndDate = at.AddHours(1) } });

        var found = await Events.Search(new() { Services = ["old & odd+service"], From = at.AddMinutes(30), To = at.AddHours(3) }).AllAsync();
        var missed = await Events.Search(new() { Services = ["old & odd+service"], From = at.AddHours(2) }).AllAsync();
        var months = await Events.CountByMonthAsync(new() { Service = "old & odd+service" }, byService: true);

        Assert.Equal(old.Metadata.Id, Assert.Single(found).Metadata.Id);
        Assert.Empty(missed);
        Assert.Equal((2025, 2, 1L, "old & odd+service"), Assert.Single(months) is var m ? (m.Year, m.Month, m.Count, m.Service) : default);
        Assert.DoesNotContain(await Events.Today("Europe/Paris").AllAsync(), e => e.Metadata.Id == old.Metadata.Id);
    }

    [Fact]
    public async Task The_changelog_grows_and_a_slack_id_finds_the_event()
    {
        var made = await Events.CreateAsync(New("logged"));

        await Events.AddChangelogEntryAsync(made.Metadata.Id, new() { User = "li.na", ChangeType = ChangeType.Commented, Comment = "Old certificate revoked" });
        await Events.AddSlackIdAsync(made.Metadata.Id, "slack/with slash");

        var log = await Events.Changelog("slack/with slash").AllAsync();
        Assert.Equal([ChangeType.Created, ChangeType.Commented], log.Select(c => c.ChangeType!.Value).Take(2));
        Assert.Equal("Old certificate revoked", log[1].Comment);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        var refused = await Assert.ThrowsAsync<TrackerException>(() => Events.CreateAsync(New("x") with { Title = "" }));

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("title", refused.Detail);
        Assert.Matches("^[0-9a-f]{32}$", refused.RequestId);
        Assert.Equal(1, refused.Attempts);
    }

    [Fact]
    public async Task Wrong_credentials_and_a_missing_scope_are_told_apart()
    {
        await using var stranger = new TrackerClient("a key that nobody knows", server.Options);
        var theirs = await server.Admin.Locks.CreateAsync(new() { Service = "scope", Who = "ada" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await Assert.ThrowsAsync<TrackerException>(() => stranger.Events.List().PageAsync())).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await Assert.ThrowsAsync<TrackerException>(() => server.Client.Locks.ForceAsync(theirs.Id, "it is mine"))).Status);
    }

    private static NewEvent New(string service, EventType type = EventType.Operation, EventStatus status = EventStatus.Open) =>
        new() { Title = $"Something about {service}", Attributes = Attributes(service, type, status) };

    private static EventAttributes Attributes(string service, EventType type = EventType.Operation, EventStatus status = EventStatus.Open) =>
        new() { Type = type, Service = service, Status = status };
}
