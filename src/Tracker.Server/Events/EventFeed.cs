using System.Globalization;
using Tracker.Server.Catalog;
using Tracker.Server.Events.Views;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>An event as calendars and charts elsewhere show it, together with what followed it.</summary>
/// <param name="Status">Where it stands now.</param>
/// <param name="End">Null while it runs and nobody said until when.</param>
[ModuleService]
public sealed record FeedEvent(
    Guid Id, string Title, EventType Type, EventStatus Status, EventEnvironment Environment, string Service, string Owner, DateTimeOffset Start, DateTimeOffset? End)
{
    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset ModifiedAt { get; init; }
}

/// <summary>What a search found, and which of its terms concern others than events.</summary>
/// <param name="OnlyPlace">Whether it asked for services and environments alone.</param>
[ModuleService]
public sealed record FeedSearch(IReadOnlyList<FeedEvent> Events, IReadOnlyList<string> Services, IReadOnlyList<EventEnvironment> Environments, bool OnlyPlace);

/// <summary>Events for calendars and charts elsewhere.</summary>
[ModuleService]
public sealed class EventFeed(IDatabase database, EventSpanReader spans, EventReader reader, EnvironmentNames environments, TimeProvider clock)
{
    private const int MaxIdsAtOnce = 500;

    /// <summary>What runs, and what is planned with a date up to an instant; the earliest first.</summary>
    public async Task<IReadOnlyList<FeedEvent>> UpcomingAsync(
        IReadOnlyList<EventType> types, IReadOnlyList<string> services, IReadOnlyList<EventEnvironment> inEnvironments, DateTimeOffset until, int most, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var query = new EventQuery { Types = types, Services = services, Environments = inEnvironments, From = now, To = until };
        var range = await spans.ReadAsync(query, most, ct);
        var upcoming = EventSpans.Of(range.Events, now)
            .Where(s => !EventRules.IsFinal(s.Status) && (s.Shape == SpanShape.Running || (IsDated(s.Event) && (s.Start > now || s.End > now)))).Take(most);
        return await OfAsync([.. upcoming], ct);
    }

    /// <summary>What touches a range, the newest first.</summary>
    /// <param name="text">As in a search of events: <c>type:deployment service:shop</c>.</param>
    public async Task<Outcome<FeedSearch>> SearchAsync(string text, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken ct)
    {
        if (!EventQueryText.AddTo(new EventQuery { From = from, To = to }, text, environments, clock.GetUtcNow()).TryGet(out var query, out var failure)) return failure;
        var range = await spans.ReadAsync(query, most, ct);
        var found = EventSpans.Of(range.Events, clock.GetUtcNow())
            .Where(s => s.Touches(from, to) && (query.Statuses.Count == 0 || query.Statuses.Contains(s.Status)))
            .OrderByDescending(s => s.Start).ThenByDescending(s => s.Event.Id).Take(most);
        var onlyPlace = query.Types.Count + query.Statuses.Count + query.Priorities.Count + query.Owners.Count + query.Sources.Count + query.Words.Count == 0 && query.Impact is null && query.OpenAt is null;
        return new FeedSearch(await OfAsync([.. found], ct), query.Services, query.Environments, onlyPlace);
    }

    /// <summary>The services of the newest events.</summary>
    public Task<List<string>> ServicesAsync(CancellationToken ct) => reader.NamesAsync("service", ct);

    private static bool IsDated(EventSummary e) => e.StartDate is not null || e.EndDate is not null;

    private async Task<IReadOnlyList<FeedEvent>> OfAsync(IReadOnlyList<EventSpan> shown, CancellationToken ct)
    {
        var changed = new Dictionary<Guid, DateTimeOffset>();
        foreach (var ids in shown.Select(s => s.Event.Id).Chunk(MaxIdsAtOnce))
        {
            var places = string.Join(", ", Enumerable.Range(1, ids.Length).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
            var rows = await database.QueryAsync(
                $"SELECT e.uuid, max(c.at) FROM event e JOIN event_change c ON c.event_id = e.id WHERE e.uuid IN ({places}) GROUP BY e.uuid",
                r => (r.GetUuid(0), r.GetInstant(1)), ct, ids.Select(id => (SqlValue)id).ToArray());
            foreach (var (id, at) in rows) changed[id] = at;
        }

        return
        [
            .. shown.Select(s => new FeedEvent(
                s.Event.Id, s.Event.Title, s.Event.Type, s.Status, s.Event.Environment, s.Event.Service, s.Event.Owner, s.Start, s.Shape == SpanShape.Running ? null : s.End)
            {
                ModifiedAt = Later(changed.GetValueOrDefault(s.Event.Id, s.Event.CreatedAt), s.Result?.CreatedAt),
            }),
        ];
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other > one ? other.Value : one;
}
