using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using Tracker.Testing;

namespace Tracker.Tests.Events.Views;

/// <summary>What pictures read, on one engine.</summary>
public abstract class EventSpanReaderSuite(TrackerApp app)
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string _service = Some.Name();

    private int _made;

    private EventSpanReader Reader => app.App.Services.GetRequiredService<EventSpanReader>();

    private EventQuery LastWeek => new() { Services = [_service], From = Now.AddDays(-7), To = Now };

    [Fact]
    public async Task A_range_has_what_begins_in_it_and_what_reaches_into_it()
    {
        await CreateAsync("within", "success", -3, -2);
        await CreateAsync("reaches in", "success", -9, -6);
        await CreateAsync("before", "success", -9, -8);
        await CreateAsync("still running", "in_progress", -20);
        await CreateAsync("long open", "open", -200);
        await CreateAsync("ended itself before", "start", -20, -19);
        await CreateAsync("runs too long to be true", "start", -40);
        Assert.Equal(["long open", "reaches in", "still running", "within"], await TitlesAsync(LastWeek));
    }

    [Fact]
    public async Task Followers_are_read_wherever_they_lie()
    {
        var start = await CreateAsync("start", "start", -8);
        await CreateAsync("result", "success", null, related: start);
        var range = await Reader.ReadAsync(LastWeek with { To = Now.AddDays(-5) }, 100, default);
        var span = Assert.Single(EventSpans.Of(range.Events, Now));
        Assert.Equal(("start", EventStatus.Success, SpanShape.Closed), (span.Event.Title, span.Status, span.Shape));
    }

    [Fact]
    public async Task The_newest_are_kept_and_that_there_are_more_is_told()
    {
        for (var i = 1; i <= 4; i++) await CreateAsync("event " + i, "success", -5 + i, -5 + i);
        var range = await Reader.ReadAsync(LastWeek, 2, default);
        Assert.True(range.Capped);
        Assert.Equal(["event 3", "event 4"], range.Events.Select(e => e.Title).Order());
        Assert.False((await Reader.ReadAsync(LastWeek, 4, default)).Capped);
    }

    [Fact]
    public async Task Other_filters_hold_beside_the_range()
    {
        await CreateAsync("mine", "open", -30, type: "incident");
        await CreateAsync("other type", "open", -30, type: "drift");
        await CreateAsync("other owner", "open", -30, type: "incident", owner: "eve");
        Assert.Equal(["mine"], await TitlesAsync(LastWeek with { Types = [EventType.Incident], Owners = ["ada"] }));
    }

    [Fact]
    public async Task Days_have_their_first_events_and_their_counts()
    {
        var days = Enumerable.Range(0, 4).Select(i => Now.AddDays(i - 4)).ToList();
        await CreateAsync("a", "success", -3.5, -3.5);
        for (var i = 0; i < 3; i++) await CreateAsync("b" + i, "success", -1.9 + (i * 0.1), -1.9 + (i * 0.1));
        var (events, counts) = await Reader.ReadDaysAsync(new() { Services = [_service] }, days, 2, default);
        Assert.Equal([1, 0, 3], counts);
        Assert.Equal(["a", "b0", "b1"], events.Events.Select(e => e.Title).Order());
    }

    [Fact]
    public async Task What_a_follower_resolved_is_resolved()
    {
        var first = await CreateAsync("first", "open", -3, type: "drift");
        await CreateAsync("second", "warning", -2, type: "drift");
        var (open, services) = await UnresolvedAsync();
        Assert.Equal(["second", "first"], open.Select(e => e.Title));
        Assert.Equal([(_service, 2)], services);

        await CreateAsync("fixed", "close", null, type: "drift", related: first);
        (open, services) = await UnresolvedAsync();
        Assert.Equal("second", Assert.Single(open).Title);
        Assert.Equal([(_service, 1)], services);
    }

    private Task<(List<EventSummary> Events, List<(string Service, int Count)> Services)> UnresolvedAsync() =>
        Reader.ReadUnresolvedAsync(LastWeek with { Types = [EventType.Drift] }, [EventStatus.Success, EventStatus.Close, EventStatus.Done], 10, default);

    private async Task<List<string>> TitlesAsync(EventQuery query) => [.. (await Reader.ReadAsync(query, 100, default)).Events.Select(e => e.Title).Order()];

    private async Task<string> CreateAsync(
        string title, string status, double? start, double? end = null, string type = "deployment", string? related = null, string owner = "ada") =>
        (await app.PostAsync("/api/v1alpha1/event", new
        {
            title,
            // Each in an environment of its own: two that run in one would want the same lock.
            attributes = new { type, status, service = _service, owner, environment = 1 + (_made++ % 8), relatedId = related, startDate = start is { } s ? Now.AddDays(s) : (DateTimeOffset?)null, endDate = end is { } e ? Now.AddDays(e) : (DateTimeOffset?)null },
        })).TextAt("event.metadata.id");
}
