using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>A message with all that its sender left to the server filled in.</summary>
/// <param name="Name">The event, or the label of a new timeline.</param>
/// <param name="Time">Unix microseconds.</param>
internal readonly record struct Incoming(string Context, string Name, string Host, TimelineMessageType Type, long Time, TimelineStatus Status)
{
    /// <summary>What a start or an end says.</summary>
    public Mark Mark => new(Time, Type == TimelineMessageType.Start, Status);

    /// <summary>How much memory its texts take.</summary>
    public int Characters => Context.Length + Name.Length + Host.Length;
}

/// <summary>What became of a message. It does not depend on which others were written together with it.</summary>
public enum IngestOutcome
{
    Recorded,

    /// <summary>The same had been said before.</summary>
    Duplicate,

    /// <summary>Another start of the same name and host is still open; only for a start that comes alone.</summary>
    Conflict,

    /// <summary>The context has as many names and hosts, or the server as many contexts, as there may be.</summary>
    Full,

    /// <summary>It breaks a rule; <see cref="IncomingRules"/> says which.</summary>
    Refused,
}
