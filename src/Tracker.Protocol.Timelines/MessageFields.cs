namespace Tracker.Protocol.Timelines;

/// <summary>The keys that mean something.</summary>
[Flags]
internal enum MessageField : byte
{
    Unknown = 0,
    Context = 1,
    Name = 2,
    Type = 4,
    Time = 8,
    Host = 16,
    AutoIP = 32,
    Status = 64,
}

/// <summary>
/// What was read of a message so far. A value that is not allowed does not end the reading: it is remembered, so that in an
/// array the messages after it can be read.
/// </summary>
internal ref struct MessageFields
{
    private TimelineMessageView _message;
    private MessageField _seen;
    private DatagramError _wrong;

    public static MessageField Find(ReadOnlySpan<byte> key) => key.Length switch
    {
        4 when key.SequenceEqual("name"u8) => MessageField.Name,
        4 when key.SequenceEqual("type"u8) => MessageField.Type,
        4 when key.SequenceEqual("time"u8) => MessageField.Time,
        4 when key.SequenceEqual("host"u8) => MessageField.Host,
        6 when key.SequenceEqual("autoIP"u8) => MessageField.AutoIP,
        6 when key.SequenceEqual("status"u8) => MessageField.Status,
        7 when key.SequenceEqual("context"u8) => MessageField.Context,
        _ => MessageField.Unknown,
    };

    /// <summary>Whether nothing after such an error can be understood.</summary>
    public static bool EndsReading(DatagramError error) =>
        error is DatagramError.Truncated or DatagramError.Malformed or DatagramError.NestingTooDeep;

    /// <summary>Reads the value of a key; an error is one that ends the reading.</summary>
    public static DatagramError Read<TReader>(ref TReader reader, ref MessageFields fields, MessageField field)
        where TReader : struct, IValueReader, allows ref struct
    {
        if ((fields._seen & field) != 0)
        {
            fields.Remember(DatagramError.DuplicateKey);
            return reader.Skip();
        }
        fields._seen |= field;
        var error = ReadValue(ref reader, ref fields._message, field);
        if (error == DatagramError.None || EndsReading(error))
            return error;
        fields.Remember(error);
        return error == DatagramError.WrongKind ? reader.Skip() : DatagramError.None;
    }

    public void Remember(DatagramError error)
    {
        if (_wrong == DatagramError.None)
            _wrong = error;
    }

    /// <summary>The message, once all of it was read, or what is wrong with it.</summary>
    public readonly DatagramError Finish(bool contextRequired, out TimelineMessageView message)
    {
        var error = _wrong != DatagramError.None ? _wrong
            : (_seen & MessageField.Type) == 0 ? DatagramError.MissingType
            : MessageRules.Check(_message, contextRequired);
        message = error == DatagramError.None ? _message : default;
        return error;
    }

    private static DatagramError ReadValue<TReader>(ref TReader reader, ref TimelineMessageView message, MessageField field)
        where TReader : struct, IValueReader, allows ref struct
    {
        DatagramError error;
        ReadOnlySpan<byte> text;
        switch (field)
        {
            case MessageField.Context:
                error = reader.ReadText(TimelineLimits.ContextBytes, out text);
                message.Context = text;
                return error == DatagramError.TooLarge ? DatagramError.ContextTooLong : error;
            case MessageField.Name:
                error = reader.ReadText(TimelineLimits.NameBytes, out text);
                message.Name = text;
                return error == DatagramError.TooLarge ? DatagramError.NameTooLong : error;
            case MessageField.Host:
                error = reader.ReadText(TimelineLimits.HostBytes, out text);
                message.Host = text;
                return error == DatagramError.TooLarge ? DatagramError.HostTooLong : error;
            case MessageField.Status:
                error = reader.ReadText(TimelineLimits.WordBytes, out text);
                if (error is not (DatagramError.None or DatagramError.TooLarge))
                    return error;
                var known = TimelineStatusText.TryParse(text, out var status);
                message.Status = status;
                return known && error == DatagramError.None ? DatagramError.None : DatagramError.UnknownStatus;
            case MessageField.Type:
                error = reader.ReadByte(out var type);
                message.Type = (TimelineMessageType)type;
                return error == DatagramError.None && type > (byte)TimelineMessageType.NewTimeline ? DatagramError.UnknownType : error;
            case MessageField.Time:
                error = reader.ReadTime(out var time);
                message.Time = time;
                return error;
            case MessageField.AutoIP:
                error = reader.ReadBoolean(out var autoIP);
                message.AutoIP = autoIP;
                return error;
            default:
                return reader.Skip();
        }
    }
}
