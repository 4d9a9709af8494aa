namespace Tracker.Server.Events.Views;

/// <summary>Two spans of the same place that share some time.</summary>
/// <param name="First">The one that began first.</param>
public sealed record EventOverlap(EventSpan First, EventSpan Second, DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Duration => End - Start;
}

/// <param name="Pairs">By the start of the shared time.</param>
/// <param name="Capped">Whether there are more than were looked for.</param>
public sealed record OverlapsFound(IReadOnlyList<EventOverlap> Pairs, bool Capped)
{
    public static OverlapsFound None { get; } = new([], false);
}

/// <summary>Finds who works at the same place at the same time, by a sweep over the starts.</summary>
public static class EventOverlaps
{
    /// <summary>What people and pipelines do to a service, and what they should not do at once.</summary>
    public static bool IsChange(EventType type) => type is EventType.Deployment or EventType.Operation;

    /// <summary>What is looked at unless somebody asks for other types: changes, and incidents beside them.</summary>
    public static IReadOnlyList<EventType> UsualTypes { get; } = [EventType.Deployment, EventType.Operation, EventType.Incident];

    public static bool Counts(EventType type) => UsualTypes.Contains(type);

    /// <param name="spans">In any order; points take no time and overlap nothing.</param>
    /// <param name="anyService">Compares all of an environment instead of one service in it.</param>
    /// <param name="limit">The most pairs to find: n things at once make n·(n−1)/2 of them.</param>
    public static OverlapsFound Find(IEnumerable<EventSpan> spans, bool anyService = false, int limit = 5000)
    {
        var pairs = new List<EventOverlap>();
        var capped = false;
        var places = spans.Where(s => s.Lasts && (!anyService || s.Event.Environment != EventEnvironment.Unspecified))
            .GroupBy(s => (anyService ? "" : s.Event.Service, s.Event.Environment));
        foreach (var place in places)
        {
            var going = new List<EventSpan>();
            foreach (var span in place.OrderBy(s => s.Start).ThenBy(s => s.Event.Id))
            {
                going.RemoveAll(s => s.End <= span.Start);
                foreach (var other in going)
                {
                    if (pairs.Count == limit)
                    {
                        capped = true;
                        break;
                    }

                    pairs.Add(new(other, span, span.Start, other.End < span.End ? other.End : span.End));
                }

                if (capped) break;
                going.Add(span);
            }
        }

        return new([.. pairs.OrderBy(p => p.Start).ThenBy(p => p.First.Event.Id).ThenBy(p => p.Second.Event.Id)], capped);
    }
}
