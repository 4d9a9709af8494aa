using Tracker.Protocol.Events;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>What the contract's requests ask for, as queries.</summary>
internal static class EventRequests
{
    public static Outcome<EventQuery> QueryOf(SearchEventsRequest r, EnvironmentNames environments, DateTimeOffset now)
    {
        if (!EventTimes.ParseRange(r.StartDate, r.EndDate).TryGet(out var range, out var failure)) return failure;
        var query = new EventQuery
        {
            From = range.From,
            To = range.To,
            Types = Both(r.Type, r.Types_),
            Statuses = Both(r.Status, r.Statuses),
            Environments = Both(r.Environment, r.Environments),
            Priorities = r.Priority == EventPriority.Unspecified ? [] : [r.Priority],
            Services = Both(r.Service, r.Services),
            Owners = One(r.Owner),
            Sources = One(r.Source),
            Impact = r.HasImpact ? r.Impact : null,
            SlackId = r.SlackId,
        };
        return EventQueryText.AddTo(query, r.Query, environments, now).TryGet(out var full, out failure) ? Paged(full, r.PerPage, r.Page) : failure;
    }

    public static Outcome<EventQuery> QueryOf(GetEventStatsRequest r) => Stats(
        r.StartDate, r.EndDate, new()
        {
            Environments = r.Environments,
            Impact = r.Impact,
            Priorities = r.Priorities,
            Types = r.Types_,
            Statuses = r.Statuses,
            Sources = One(r.Source),
            Services = One(r.Service),
        });

    public static Outcome<EventQuery> QueryOf(GetEventStatsByMonthRequest r) => Stats(
        r.StartDate, r.EndDate, new()
        {
            Environments = r.Environments,
            Impact = r.Impact,
            Priorities = r.Priorities,
            Types = r.Types_,
            Statuses = r.Statuses,
            Sources = One(r.Source),
            Services = One(r.Service),
        });

    /// <summary>50 a page unless said otherwise, at most 1000; the first page unless said otherwise.</summary>
    public static Outcome<EventQuery> Paged(EventQuery query, uint? perPage, int? page)
    {
        if (page is < 1) return Failure.Invalid("page must be 1 or more.");
        var size = perPage is null or 0 ? 50 : (int)Math.Min(perPage.Value, EventQuery.MaxPerPage);
        return query with { PerPage = size, Page = page ?? 1 };
    }

    public static Outcome<TimeZoneInfo> ZoneOf(string name)
    {
        if (name.Length == 0) return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : Failure.Invalid($"tz: \"{name}\" is not a time zone; it may be an IANA name such as Europe/Paris.");
    }

    private static Outcome<EventQuery> Stats(string start, string end, EventQuery query) =>
        EventTimes.ParseRange(start, end).TryGet(out var range, out var failure) ? query with { From = range.From, To = range.To } : failure;

    private static IReadOnlyList<T> Both<T>(T one, IEnumerable<T> more) =>
        EqualityComparer<T>.Default.Equals(one, default) || one is "" ? more.ToList() : [one, .. more];

    private static IReadOnlyList<string> One(string text) => text.Length == 0 ? [] : [text];
}
