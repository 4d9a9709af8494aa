using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines;

/// <summary>How far an event got.</summary>
public enum EventProgress
{
    /// <summary>It began and has not ended.</summary>
    Open,
    Ended,

    /// <summary>It began and will not end: the same began again, or too much time has passed. No baseline counts it.</summary>
    Abandoned,

    /// <summary>A point in time.</summary>
    Point,
}

/// <summary>An event of a timeline; with its name and host there is no other in it.</summary>
/// <param name="Name">With its ancestors, as <see cref="EventName"/> writes it.</param>
/// <param name="Host">Empty when none was named.</param>
/// <param name="End">Null unless it ended.</param>
/// <param name="Status">What its sender said of its outcome.</param>
/// <param name="Repeats">How often it had begun in this timeline before; only the last time is shown.</param>
public sealed record TimelineEvent(string Name, string Host, DateTimeOffset Start, DateTimeOffset? End, EventProgress Progress, TimelineStatus Status, int Repeats)
{
    public TimeSpan? Duration => End - Start;
}

/// <summary>A timeline with what it is made of.</summary>
/// <param name="Events">By their start, then name and host.</param>
/// <param name="StrayEnds">Ends for which there was no start.</param>
public sealed record TimelineContent(Timeline Timeline, IReadOnlyList<TimelineEvent> Events, int StrayEnds)
{
    /// <summary>Whether there is more than was read.</summary>
    public bool IsCut { get; init; }

    public DateTimeOffset? First => Events.Count == 0 ? null : Events[0].Start;

    /// <summary>The last thing that happened.</summary>
    public DateTimeOffset? Last => Events.Count == 0 ? null : Events.Max(e => e.End ?? e.Start);

    public int Open => Events.Count(e => e.Progress == EventProgress.Open);

    public int Abandoned => Events.Count(e => e.Progress == EventProgress.Abandoned);

    public int Repeated => Events.Sum(e => e.Repeats);
}
