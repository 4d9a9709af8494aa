using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>What the server asks of messages beyond what their format does.</summary>
internal static class IncomingRules
{
    /// <summary>A label that stands for something else in addresses.</summary>
    public const string ReservedLabel = "reserved_label";

    /// <summary>Later than <see cref="MostAhead"/> from now.</summary>
    public const string InFuture = "in_future";

    /// <summary>Earlier than 1970.</summary>
    public const string BeforeEpoch = "before_1970";

    /// <summary>How far a sender's clock may be ahead. A timeline that begins in years to come would be the active one until then.</summary>
    public static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>Why a message is refused; null when it is not.</summary>
    public static string? Refusal(in Incoming message, DateTimeOffset now) =>
        message.Time < 0 ? BeforeEpoch
        : message.Time > Instant.ToMicroseconds(now + MostAhead) ? InFuture
        : message is { Type: TimelineMessageType.NewTimeline, Name.Length: > 0 } && !Timeline.IsLabel(message.Name) ? ReservedLabel
        : null;

    /// <summary>A reason, for people.</summary>
    public static string ToSentence(string reason) => reason switch
    {
        ReservedLabel => $"The name of a new timeline may not be one of {string.Join(", ", Timeline.Reserved)}, nor look like a timeline's id.",
        InFuture => $"The time may be at most {MostAhead.TotalHours} hours from now.",
        _ => "The time may not be before 1970.",
    };
}
