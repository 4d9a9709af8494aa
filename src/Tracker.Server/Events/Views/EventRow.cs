namespace Tracker.Server.Events.Views;

/// <summary>An event in a list, with what is known of how long it lasted.</summary>
/// <param name="At">When it began.</param>
/// <param name="Duration">How long it lasted, or lasts so far.</param>
/// <param name="Result">The follower that ended it.</param>
public sealed record EventRow(EventSummary Event, DateTimeOffset At, TimeSpan? Duration, bool Running, EventSummary? Result)
{
    /// <param name="shown">One row each, in this order.</param>
    /// <param name="followers">What followed them and is not shown.</param>
    public static IReadOnlyList<EventRow> Of(IReadOnlyList<EventSummary> shown, IEnumerable<EventSummary> followers, DateTimeOffset now)
    {
        var spans = EventSpans.Of([.. shown, .. followers], now).ToDictionary(s => s.Event.Id);
        return [.. shown.Select(e => spans.TryGetValue(e.Id, out var span)
            ? new EventRow(e, span.Start, span.Lasts ? span.Duration : e.Duration, span.Shape == SpanShape.Running, span.Result)
            : new EventRow(e, e.StartDate ?? e.CreatedAt, e.Duration, Running: false, Result: null))];
    }
}
