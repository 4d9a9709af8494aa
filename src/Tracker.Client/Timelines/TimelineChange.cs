namespace Tracker.Client.Timelines;

/// <summary>What happened in a timeline that is followed: exactly one of the three is there.</summary>
public sealed record TimelineChange
{
    /// <summary>The whole timeline: at first, and whenever what was told before holds no more.</summary>
    public TimelineDetails? Snapshot { get; init; }

    /// <summary>An event that is new or has changed; name and host tell which.</summary>
    public TimelineEvent? Event { get; init; }

    /// <summary>The timeline without its events, after the events of a change.</summary>
    public TimelineHead? Head { get; init; }
}
