using Tracker.Client.Connect;

namespace Tracker.Client.Events;

/// <summary>What changed on the platform. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class EventsClient
{
    private static readonly Route CreateRoute = Route.Post("/api/v1alpha1/event");
    private static readonly Route UpdateRoute = Route.Put("/api/v1alpha1/event");
    private static readonly Route GetRoute = Route.Get("/api/v1alpha1/event/{id}");
    private static readonly Route DeleteRoute = Route.Delete("/api/v1alpha1/event/{id}");
    private static readonly Route ListRoute = Route.Get("/api/v1alpha1/events/list");
    private static readonly Route TodayRoute = Route.Get("/api/v1alpha1/events/today");
    private static readonly Route SearchRoute = Route.Get("/api/v1alpha1/events/search");
    private static readonly Route CountRoute = Route.Get("/api/v1alpha1/events/stats");
    private static readonly Route MonthlyRoute = Route.Get("/api/v1alpha1/events/stats/monthly");
    private static readonly Route ChangelogRoute = Route.Get("/api/v1alpha1/event/{id}/changelog");
    private static readonly Route AddEntryRoute = Route.Post("/api/v1alpha1/event/{id}/changelog");
    private static readonly Route AddSlackIdRoute = Route.Post("/api/v1alpha1/event/{id}/slack");

    private readonly RestConnection _rest;

    internal EventsClient(RestConnection rest) => _rest = rest;

    /// <summary>Records an event. A conflict (409) says that somebody else deploys the service, or that a freeze window holds.</summary>
    /// <example><code>
    /// var started = await client.Events.CreateAsync(new() {
    ///     Title = "Deploy checkout 2.4.1",
    ///     Attributes = new() { Type = EventType.Deployment, Service = "checkout", Status = EventStatus.Start },
    /// });
    /// </code></example>
    public async Task<Event> CreateAsync(NewEvent request, CancellationToken ct = default) =>
        (await _rest.SendAsync(CreateRoute, CreateRoute.Path(), request, EventsJson.Default.NewEvent, EventsJson.Default.EventAnswer, ct).ConfigureAwait(false)).Event;

    /// <summary>Changes an event; what is null stays as it is, and each change is an entry of its changelog.</summary>
    public async Task<Event> UpdateAsync(EventUpdate request, CancellationToken ct = default) =>
        (await _rest.SendAsync(UpdateRoute, UpdateRoute.Path(), request, EventsJson.Default.EventUpdate, EventsJson.Default.EventAnswer, ct).ConfigureAwait(false)).Event;

    /// <summary>One event.</summary>
    /// <param name="id">Its UUID or Slack id.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<Event> GetAsync(string id, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path(id), EventsJson.Default.EventAnswer, ct).ConfigureAwait(false)).Event;

    /// <summary>Deletes an event with its changelog. Audited.</summary>
    /// <param name="id">Its UUID or Slack id.</param>
    /// <param name="ct">Ends the call.</param>
    public Task DeleteAsync(string id, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(id), ct);

    /// <summary>All events, newest first.</summary>
    public Paged<Event> List() => Events(ListRoute, () => new Query());

    /// <summary>The events of a day that is not over, newest first.</summary>
    /// <param name="timeZone">Whose day, as an IANA name; UTC unless given.</param>
    public Paged<Event> Today(string? timeZone = null) => Events(TodayRoute, () => new Query().Add("tz", timeZone));

    /// <summary>The events that match, newest first.</summary>
    public Paged<Event> Search(EventFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Events(SearchRoute, () => new Query()
            .Add("query", filter.Query)
            .AddNames("types", filter.Types).AddNames("statuses", filter.Statuses).AddNames("environments", filter.Environments).AddEach("services", filter.Services)
            .AddName("priority", filter.Priority)
            .Add("source", filter.Source).Add("owner", filter.Owner).Add("slack_id", filter.SlackId).Add("impact", filter.Impact)
            .Add("start_date", filter.From).Add("end_date", filter.To));
    }

    /// <summary>How many events match.</summary>
    public async Task<long> CountAsync(EventStatsFilter? filter = null, CancellationToken ct = default) =>
        (await _rest.SendAsync(CountRoute, CountRoute.Path() + QueryOf(filter), EventsJson.Default.CountAnswer, ct).ConfigureAwait(false)).TotalCount;

    /// <summary>How many events match, by month.</summary>
    /// <param name="filter">Which; all unless given.</param>
    /// <param name="byService">Whether to count each service by itself.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<IReadOnlyList<MonthlyCount>> CountByMonthAsync(EventStatsFilter? filter = null, bool byService = false, CancellationToken ct = default) =>
        (await _rest.SendAsync(MonthlyRoute, MonthlyRoute.Path() + QueryOf(filter).Add("group_by_service", byService ? true : null), EventsJson.Default.MonthlyAnswer, ct).ConfigureAwait(false)).Stats;

    /// <summary>An event's changelog, oldest entry first.</summary>
    /// <param name="id">Its UUID or Slack id.</param>
    public Paged<ChangelogEntry> Changelog(string id) => new(async (page, perPage, ct) =>
    {
        var answer = await _rest.SendAsync(ChangelogRoute, ChangelogRoute.Path(id) + new Query().Add("page", page).Add("per_page", perPage), EventsJson.Default.ChangelogAnswer, ct).ConfigureAwait(false);
        return new(answer.Changelog, answer.TotalCount, false, answer.Changelog.Count >= perPage);
    });

    /// <summary>Adds an entry to an event's changelog; entries are never changed.</summary>
    /// <param name="id">Its UUID or Slack id.</param>
    /// <param name="entry">What to add; the server sets the time.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<Event> AddChangelogEntryAsync(string id, ChangelogEntry entry, CancellationToken ct = default) =>
        (await _rest.SendAsync(AddEntryRoute, AddEntryRoute.Path(id), new NewEntry(entry), EventsJson.Default.NewEntry, EventsJson.Default.EventAnswer, ct).ConfigureAwait(false)).Event;

    /// <summary>Ties an event to a Slack message, whose id finds it from then on.</summary>
    /// <param name="id">Its UUID or Slack id.</param>
    /// <param name="slackId">The message's id, or another of your own.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<Event> AddSlackIdAsync(string id, string slackId, CancellationToken ct = default) =>
        (await _rest.SendAsync(AddSlackIdRoute, AddSlackIdRoute.Path(id), new NewSlackId(slackId), EventsJson.Default.NewSlackId, EventsJson.Default.EventAnswer, ct).ConfigureAwait(false)).Event;

    private Paged<Event> Events(Route route, Func<Query> query) => new(async (page, perPage, ct) =>
    {
        var answer = await _rest.SendAsync(route, route.Path() + query().Add("page", page).Add("per_page", perPage), EventsJson.Default.EventListAnswer, ct).ConfigureAwait(false);
        return new(answer.Events, answer.TotalCount, answer.TotalCountCapped, answer.Events.Count >= perPage);
    });

    private static Query QueryOf(EventStatsFilter? filter)
    {
        filter ??= new();
        return new Query()
            .AddNames("types", filter.Types).AddNames("statuses", filter.Statuses).AddNames("environments", filter.Environments).AddNames("priorities", filter.Priorities)
            .Add("service", filter.Service).Add("source", filter.Source).Add("impact", filter.Impact).Add("start_date", filter.From).Add("end_date", filter.To);
    }
}
