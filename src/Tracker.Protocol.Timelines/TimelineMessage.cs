namespace Tracker.Protocol.Timelines;

/// <summary>A message to send, or one that was read and is kept.</summary>
public sealed record TimelineMessage
{
    /// <summary>The named collection of timelines it belongs to.</summary>
    public string Context { get; init; } = "";

    /// <summary>The event, as <see cref="EventName"/> writes it, or the label of a new timeline.</summary>
    public string Name { get; init; } = "";

    /// <summary>What happened.</summary>
    public TimelineMessageType Type { get; init; }

    /// <summary>When, in microseconds since 1970-01-01T00:00:00Z; null: when it is received.</summary>
    public long? Time { get; init; }

    /// <summary>Where; empty: nowhere in particular.</summary>
    public string Host { get; init; } = "";

    /// <summary>Whether the receiver is asked to fill in the sender's address as host.</summary>
    public bool AutoIP { get; init; }

    /// <summary>How it went.</summary>
    public TimelineStatus Status { get; init; }
}
