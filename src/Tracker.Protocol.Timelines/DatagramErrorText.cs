namespace Tracker.Protocol.Timelines;

/// <summary>The errors as metrics name them and as people read them.</summary>
public static class DatagramErrorText
{
    /// <summary>A label for metrics, such as <c>name_too_long</c>. Never made of what was sent.</summary>
    public static string ToReason(this DatagramError error) => error switch
    {
        DatagramError.None => "none",
        DatagramError.TooLarge => "too_large",
        DatagramError.Truncated => "truncated",
        DatagramError.NotAMap => "not_a_map",
        DatagramError.Malformed => "malformed",
        DatagramError.BadKey => "bad_key",
        DatagramError.DuplicateKey => "duplicate_key",
        DatagramError.NestingTooDeep => "nesting_too_deep",
        DatagramError.TrailingBytes => "trailing_bytes",
        DatagramError.WrongKind => "wrong_kind",
        DatagramError.BadUtf8 => "bad_utf8",
        DatagramError.MissingContext => "missing_context",
        DatagramError.ContextTooLong => "context_too_long",
        DatagramError.MissingName => "missing_name",
        DatagramError.NameTooLong => "name_too_long",
        DatagramError.NameTooDeep => "name_too_deep",
        DatagramError.EmptyNamePart => "empty_name_part",
        DatagramError.HostTooLong => "host_too_long",
        DatagramError.ControlCharacter => "control_character",
        DatagramError.MissingType => "missing_type",
        DatagramError.UnknownType => "unknown_type",
        DatagramError.UnknownStatus => "unknown_status",
        DatagramError.BadTime => "bad_time",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, null),
    };

    /// <summary>A sentence that names the key and what is allowed.</summary>
    public static string ToSentence(this DatagramError error) => error switch
    {
        DatagramError.None => "Nothing is wrong.",
        DatagramError.TooLarge => $"A message may have {TimelineLimits.DatagramBytes} bytes.",
        DatagramError.Truncated => "It ends before it is complete.",
        DatagramError.NotAMap => "A message must be a MessagePack map or a JSON object.",
        DatagramError.Malformed => "It is neither valid MessagePack nor valid JSON.",
        DatagramError.BadKey => "Every key must be a text.",
        DatagramError.DuplicateKey => "A key may be there only once.",
        DatagramError.NestingTooDeep => $"At most {TimelineLimits.Nesting} maps and arrays may be inside each other.",
        DatagramError.TrailingBytes => "Something follows the message.",
        DatagramError.WrongKind => "context, name, host and status must be texts, type a whole number, autoIP true or false.",
        DatagramError.BadUtf8 => "context, name, host and status must be UTF-8.",
        DatagramError.MissingContext => "context is required.",
        DatagramError.ContextTooLong => $"context may have {TimelineLimits.ContextBytes} bytes of UTF-8.",
        DatagramError.MissingName => "name is required, except in a message of type 3.",
        DatagramError.NameTooLong => $"name may have {TimelineLimits.NameBytes} bytes of UTF-8.",
        DatagramError.NameTooDeep => $"name may have {TimelineLimits.NameLevels} parts.",
        DatagramError.EmptyNamePart => @"name must have something before, after and between its dots; a dot that does not divide is written \.",
        DatagramError.HostTooLong => $"host may have {TimelineLimits.HostBytes} bytes of UTF-8.",
        DatagramError.ControlCharacter => "context, name and host must be without control characters.",
        DatagramError.MissingType => "type is required: 0 start, 1 end, 2 single, 3 new timeline.",
        DatagramError.UnknownType => "type must be 0 start, 1 end, 2 single or 3 new timeline.",
        DatagramError.UnknownStatus => "status must be ok, warning, failed or skipped.",
        DatagramError.BadTime => "time must be a timestamp (in JSON an RFC 3339 text or a number of seconds) within the years 1 to 9999.",
        _ => throw new ArgumentOutOfRangeException(nameof(error), error, null),
    };
}
