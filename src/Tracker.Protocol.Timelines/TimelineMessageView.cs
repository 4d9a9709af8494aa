using System.Text;

namespace Tracker.Protocol.Timelines;

/// <summary>
/// A message as it stands in the bytes it was read from (or, where JSON escapes had to be resolved, in the scratch memory
/// given to the reader): valid as long as neither changes. The texts are valid UTF-8 within <see cref="TimelineLimits"/>.
/// </summary>
public ref struct TimelineMessageView
{
    /// <summary>UTF-8. Empty only where the reader was told that the context is known without it.</summary>
    public ReadOnlySpan<byte> Context { get; internal set; }

    /// <summary>UTF-8; empty only for a new timeline without a label.</summary>
    public ReadOnlySpan<byte> Name { get; internal set; }

    /// <summary>UTF-8; empty: none given.</summary>
    public ReadOnlySpan<byte> Host { get; internal set; }

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, truncated; null: now.</summary>
    public long? Time { get; internal set; }

    /// <summary>What happened.</summary>
    public TimelineMessageType Type { get; internal set; }

    /// <summary>How it went.</summary>
    public TimelineStatus Status { get; internal set; }

    /// <summary>Whether the receiver fills in the sender's address as host.</summary>
    public bool AutoIP { get; internal set; }

    /// <summary>A copy that can be kept.</summary>
    public readonly TimelineMessage ToMessage() => new()
    {
        Context = Encoding.UTF8.GetString(Context),
        Name = Encoding.UTF8.GetString(Name),
        Type = Type,
        Time = Time,
        Host = Encoding.UTF8.GetString(Host),
        AutoIP = AutoIP,
        Status = Status,
    };
}
