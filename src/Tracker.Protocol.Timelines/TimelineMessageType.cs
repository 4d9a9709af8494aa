namespace Tracker.Protocol.Timelines;

/// <summary>What a message says, by the numbers it has in a datagram.</summary>
public enum TimelineMessageType : byte
{
    /// <summary>An event began.</summary>
    Start = 0,

    /// <summary>An event ended.</summary>
    End = 1,

    /// <summary>A point in time, without a duration.</summary>
    Single = 2,

    /// <summary>A timeline of the context began; the name is its label and may be missing.</summary>
    NewTimeline = 3,
}
