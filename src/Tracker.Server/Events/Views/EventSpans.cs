namespace Tracker.Server.Events.Views;

/// <summary>
/// Tells how long events last. A deployment reported in two calls, a start and a result that names it, is one span; an
/// open one lasts until now, unless its end is known.
/// </summary>
public static class EventSpans
{
    /// <summary>The statuses of what goes on until something ends it.</summary>
    public static bool IsOpen(EventStatus status) => status is EventStatus.Start or EventStatus.InProgress or EventStatus.Open;

    /// <summary>One span for each event that is not part of another's, by start.</summary>
    public static IReadOnlyList<EventSpan> Of(IEnumerable<EventSummary> events, DateTimeOffset now)
    {
        var byId = new Dictionary<Guid, EventSummary>();
        foreach (var e in events) byId.TryAdd(e.Id, e);
        var spans = new List<EventSpan>(byId.Count);
        foreach (var chain in byId.Values.GroupBy(e => RootOf(e, byId)))
        {
            AddChain(spans, chain.OrderBy(e => e.Id != chain.Key).ThenBy(e => e.CreatedAt).ThenBy(e => e.Id), byId, now);
        }

        return [.. spans.OrderBy(s => s.Start).ThenBy(s => s.Event.Id)];
    }

    // An incident that names the deployment behind it follows it too, but is something of its own.
    private static bool Continues(EventSummary later, EventSummary first) => later.Type == first.Type && later.Service == first.Service;

    private static Guid RootOf(EventSummary e, Dictionary<Guid, EventSummary> byId)
    {
        // Updates can make two events name each other.
        for (var steps = 0; steps < byId.Count; steps++)
        {
            if (e.RelatedId is not { } id || !byId.TryGetValue(id, out var first) || !Continues(e, first)) return e.Id;
            e = first;
        }

        return e.Id;
    }

    private static void AddChain(List<EventSpan> spans, IEnumerable<EventSummary> chain, Dictionary<Guid, EventSummary> byId, DateTimeOffset now)
    {
        EventSpan? current = null;
        foreach (var e in chain)
        {
            var ends = EventRules.IsFinal(e.Status);
            if (current is null)
            {
                // A second result of what has ended already adds no time.
                var follows = e.RelatedId is { } id && byId.TryGetValue(id, out var first) && Continues(e, first);
                var alone = ends && follows && e is { StartDate: null, EndDate: null } ? PointAt(e) : Alone(e, byId, now);
                if (ends) spans.Add(alone);
                else current = alone;
            }
            else if (ends)
            {
                spans.Add(Close(current, e));
                current = null;
            }
            else
            {
                // What was planned begins, or what runs tells of itself again.
                current = IsOpen(current.Status) || !IsOpen(e.Status) ? current with { Status = e.Status } : Alone(e, byId, now);
            }
        }

        if (current is not null) spans.Add(current);
    }

    private static EventSpan Close(EventSpan open, EventSummary result)
    {
        var end = result.EndDate ?? result.CreatedAt;
        return open with { End = end > open.Start ? end : open.Start, Shape = SpanShape.Closed, Status = result.Status, Result = result };
    }

    private static EventSpan Alone(EventSummary e, Dictionary<Guid, EventSummary> byId, DateTimeOffset now)
    {
        var start = e.StartDate ?? e.CreatedAt;
        if (e.EndDate is { } end)
        {
            var (from, to) = end < start ? (end, start) : (start, end);
            return Closed(e, from, to);
        }

        if (IsOpen(e.Status)) return start < now ? new(e, start, now, SpanShape.Running, e.Status) : PointAt(e);
        if (e.Duration is not { } duration || duration <= TimeSpan.Zero) return PointAt(e);
        return e.StartDate is null && DurationLiesBefore(e, byId) ? Closed(e, e.CreatedAt - duration, e.CreatedAt) : Closed(e, start, start + duration);
    }

    // The duration of a result is counted from the event it names; that of an updated event from its own creation.
    private static bool DurationLiesBefore(EventSummary e, Dictionary<Guid, EventSummary> byId) =>
        e.RelatedId is { } id && (!byId.TryGetValue(id, out var first) || e.CreatedAt - first.CreatedAt == e.Duration);

    private static EventSpan Closed(EventSummary e, DateTimeOffset start, DateTimeOffset end) =>
        new(e, start, end, end > start ? SpanShape.Closed : SpanShape.Point, e.Status);

    private static EventSpan PointAt(EventSummary e)
    {
        var at = e.StartDate ?? e.CreatedAt;
        return new(e, at, at, SpanShape.Point, e.Status);
    }
}
