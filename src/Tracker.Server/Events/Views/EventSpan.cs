namespace Tracker.Server.Events.Views;

/// <summary>How an event stands in time.</summary>
public enum SpanShape
{
    /// <summary>It happened at one moment.</summary>
    Point,

    /// <summary>Its end is known, or planned.</summary>
    Closed,

    /// <summary>Nothing has ended it: it lasts until now.</summary>
    Running,
}

/// <summary>What an event, together with those that follow it, tells about time.</summary>
/// <param name="Event">The one that began it.</param>
/// <param name="Status">Where it stands now: its own status, or that of the follower that ended it.</param>
/// <param name="Result">The follower that ended it, if one did.</param>
public sealed record EventSpan(EventSummary Event, DateTimeOffset Start, DateTimeOffset End, SpanShape Shape, EventStatus Status, EventSummary? Result = null)
{
    public TimeSpan Duration => End - Start;

    public bool Lasts => End > Start;

    /// <summary>Whether it touches the time from <paramref name="from"/> up to, but without, <paramref name="to"/>.</summary>
    public bool Touches(DateTimeOffset from, DateTimeOffset to) => Start < to && (End > from || Start >= from);
}
