namespace Tracker.Protocol.Timelines;

/// <summary>Why a message cannot be read. The server counts refused datagrams by it.</summary>
public enum DatagramError : byte
{
    /// <summary>It can.</summary>
    None,

    /// <summary>More than <see cref="TimelineLimits.DatagramBytes"/>; when writing, more than the destination.</summary>
    TooLarge,

    /// <summary>It ends before it is complete; so does an empty one.</summary>
    Truncated,

    /// <summary>Neither a MessagePack map nor a JSON object.</summary>
    NotAMap,

    /// <summary>Not JSON, or a byte that MessagePack never uses.</summary>
    Malformed,

    /// <summary>A key that is no text.</summary>
    BadKey,

    /// <summary>The same key twice.</summary>
    DuplicateKey,

    /// <summary>More than <see cref="TimelineLimits.Nesting"/> maps and arrays inside each other.</summary>
    NestingTooDeep,

    /// <summary>Something follows the message.</summary>
    TrailingBytes,

    /// <summary>A known key with a value of another kind, such as a number as name.</summary>
    WrongKind,

    /// <summary>A text that is not UTF-8.</summary>
    BadUtf8,

    /// <summary>No <c>context</c>, or an empty one.</summary>
    MissingContext,

    /// <summary>More than <see cref="TimelineLimits.ContextBytes"/>.</summary>
    ContextTooLong,

    /// <summary>No <c>name</c>, or an empty one, in a message that is not about a new timeline.</summary>
    MissingName,

    /// <summary>More than <see cref="TimelineLimits.NameBytes"/>.</summary>
    NameTooLong,

    /// <summary>More than <see cref="TimelineLimits.NameLevels"/> parts.</summary>
    NameTooDeep,

    /// <summary>An event's name with nothing before, after or between its dots.</summary>
    EmptyNamePart,

    /// <summary>More than <see cref="TimelineLimits.HostBytes"/>.</summary>
    HostTooLong,

    /// <summary>A control character in a context, name or host.</summary>
    ControlCharacter,

    /// <summary>No <c>type</c>.</summary>
    MissingType,

    /// <summary>A <c>type</c> that is none of <see cref="TimelineMessageType"/>.</summary>
    UnknownType,

    /// <summary>A <c>status</c> that is none of <see cref="TimelineStatus"/>.</summary>
    UnknownStatus,

    /// <summary>A <c>time</c> that is none, or not within the years 1 to 9999.</summary>
    BadTime,
}
