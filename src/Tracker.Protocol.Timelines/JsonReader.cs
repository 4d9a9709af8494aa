using System.Buffers;
using System.Globalization;

namespace Tracker.Protocol.Timelines;

/// <summary>
/// Reads JSON (RFC 8259). The framework's reader answers what is wrong with an exception, which a sender could have thrown a
/// hundred thousand times a second.
/// </summary>
internal ref struct JsonReader(ReadOnlySpan<byte> data) : IValueReader
{
    private static readonly SearchValues<byte> Digits = SearchValues.Create("0123456789"u8);

    private ReadOnlySpan<byte> _rest = data;

    // Where texts go whose escapes had to be resolved. Each key is read once, so what their limits add up to is enough.
    private Span<byte> _free;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool IsAt(char c) => !_rest.IsEmpty && _rest[0] == c;

    public void SkipSpace()
    {
        var i = 0;
        while (i < _rest.Length && _rest[i] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            i++;
        _rest = _rest[i..];
    }

    /// <summary>Reads that character and the space after it.</summary>
    public bool TryTake(char c)
    {
        if (!IsAt(c))
            return false;
        _rest = _rest[1..];
        SkipSpace();
        return true;
    }

    /// <summary>Something else than what stands here was expected.</summary>
    public readonly DatagramError Unexpected() => _rest.IsEmpty ? DatagramError.Truncated : DatagramError.Malformed;

    /// <summary>Stands at an object.</summary>
    public DatagramError ReadMessage(Span<byte> scratch, ref MessageFields fields)
    {
        _free = scratch;
        TryTake('{');
        if (TryTake('}'))
            return DatagramError.None;
        do
        {
            var error = ReadKey(out var field);
            if (error == DatagramError.None)
                error = MessageFields.Read(ref this, ref fields, field);
            if (error != DatagramError.None)
                return error;
        }
        while (TryTake(','));
        return TryTake('}') ? DatagramError.None : Unexpected();
    }

    public DatagramError ReadText(int limit, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (IsAt('n'))
            return ReadWord("null"u8);
        if (!IsAt('"'))
            return _rest.IsEmpty ? DatagramError.Truncated : DatagramError.WrongKind;
        if (ReadString(out text, out var escaped) is not DatagramError.None and var error)
            return error;
        if (!escaped && text.Length <= limit)
            return DatagramError.None;
        if (!escaped)
        {
            text = default;
            return DatagramError.TooLarge;
        }
        error = JsonEscapes.Resolve(text, _free[..limit], out var written);
        text = _free[..written];
        _free = _free[written..];
        return error;
    }

    public DatagramError ReadByte(out byte value)
    {
        value = 0;
        if (!IsAtNumber)
            return _rest.IsEmpty ? DatagramError.Truncated : DatagramError.WrongKind;
        if (ReadNumber(out var number) is not DatagramError.None and var error)
            return error;
        if (number is not (>= 0 and <= byte.MaxValue) || number != decimal.Truncate(number.Value))
            return DatagramError.UnknownType;
        value = (byte)number;
        return DatagramError.None;
    }

    public DatagramError ReadBoolean(out bool value)
    {
        value = IsAt('t');
        return value ? ReadWord("true"u8) : IsAt('f') ? ReadWord("false"u8) : IsAt('n') ? ReadWord("null"u8)
            : _rest.IsEmpty ? DatagramError.Truncated : DatagramError.WrongKind;
    }

    public DatagramError ReadTime(out long? microseconds)
    {
        microseconds = null;
        if (IsAt('n'))
            return ReadWord("null"u8);
        DatagramError error;
        if (IsAtNumber)
        {
            error = ReadNumber(out var number);
            return error != DatagramError.None ? error
                : number is { } seconds && Instant.TryCreate(seconds, out microseconds) ? DatagramError.None : DatagramError.BadTime;
        }
        if (!IsAt('"'))
            return Skip() is not DatagramError.None and var ends ? ends : DatagramError.BadTime;
        error = ReadText(TimelineLimits.TimeBytes, out var text);
        return MessageFields.EndsReading(error) ? error
            : error == DatagramError.None && Rfc3339.TryParse(text, out microseconds) ? DatagramError.None : DatagramError.BadTime;
    }

    public DatagramError Skip() => Skip(0);

    private readonly bool IsAtNumber => !_rest.IsEmpty && (_rest[0] == '-' || Digits.Contains(_rest[0]));

    // A key, its colon, and the field they announce.
    private DatagramError ReadKey(out MessageField field)
    {
        field = MessageField.Unknown;
        if (!IsAt('"'))
            return Unexpected();
        if (ReadString(out var key, out var escaped) is not DatagramError.None and var error)
            return error;
        if (escaped)
        {
            Span<byte> resolved = stackalloc byte[TimelineLimits.WordBytes];
            error = JsonEscapes.Resolve(key, resolved, out var written);
            if (MessageFields.EndsReading(error))
                return error;
            field = error == DatagramError.None ? MessageFields.Find(resolved[..written]) : MessageField.Unknown;
        }
        else
        {
            field = MessageFields.Find(key);
        }
        SkipSpace();
        return TryTake(':') ? DatagramError.None : Unexpected();
    }

    // Between the quotes, as it stands.
    private DatagramError ReadString(out ReadOnlySpan<byte> text, out bool escaped)
    {
        text = default;
        escaped = false;
        var rest = _rest[1..];
        var length = 0;
        while (true)
        {
            var next = rest[length..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
                return DatagramError.Truncated;
            length += next;
            if (rest[length] == '"')
                break;
            escaped = true;
            length += 2;
            if (length > rest.Length)
                return DatagramError.Truncated;
        }
        text = rest[..length];
        _rest = rest[(length + 1)..];
        SkipSpace();
        return text.ContainsAnyInRange((byte)0, (byte)0x1f) ? DatagramError.Malformed : DatagramError.None;
    }

    // Null for a number that is far from being a type or a time.
    private DatagramError ReadNumber(out decimal? number)
    {
        number = null;
        var start = _rest;
        if (SkipNumber() is not DatagramError.None and var error)
            return error;
        var text = start[..(start.Length - _rest.Length)];
        if (text.Length <= TimelineLimits.TimeBytes && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed))
            number = parsed;
        SkipSpace();
        return DatagramError.None;
    }

    private DatagramError SkipNumber()
    {
        if (IsAt('-'))
            _rest = _rest[1..];
        if (IsAt('0'))
            _rest = _rest[1..];
        else if (!SkipDigits())
            return Unexpected();
        if (IsAt('.'))
        {
            _rest = _rest[1..];
            if (!SkipDigits())
                return Unexpected();
        }
        if (IsAt('e') || IsAt('E'))
        {
            _rest = _rest[1..];
            if (IsAt('+') || IsAt('-'))
                _rest = _rest[1..];
            if (!SkipDigits())
                return Unexpected();
        }
        return DatagramError.None;
    }

    private bool SkipDigits()
    {
        var digits = _rest.IndexOfAnyExcept(Digits);
        digits = digits < 0 ? _rest.Length : digits;
        _rest = _rest[digits..];
        return digits > 0;
    }

    private DatagramError ReadWord(ReadOnlySpan<byte> word)
    {
        if (!_rest.StartsWith(word))
            return word.StartsWith(_rest) ? DatagramError.Truncated : DatagramError.Malformed;
        _rest = _rest[word.Length..];
        SkipSpace();
        return DatagramError.None;
    }

    private DatagramError Skip(int depth)
    {
        switch (_rest.IsEmpty ? 0 : _rest[0])
        {
            case (byte)'{' or (byte)'[' when depth == TimelineLimits.Nesting:
                return DatagramError.NestingTooDeep;
            case (byte)'{':
                return SkipContainer('{', '}', depth);
            case (byte)'[':
                return SkipContainer('[', ']', depth);
            case (byte)'"':
                return ReadString(out _, out _);
            case (byte)'n':
                return ReadWord("null"u8);
            case (byte)'t':
                return ReadWord("true"u8);
            case (byte)'f':
                return ReadWord("false"u8);
            default:
                return IsAtNumber ? ReadNumber(out _) : Unexpected();
        }
    }

    private DatagramError SkipContainer(char open, char close, int depth)
    {
        TryTake(open);
        if (TryTake(close))
            return DatagramError.None;
        do
        {
            var error = open == '{' ? ReadKey(out _) : DatagramError.None;
            if (error == DatagramError.None)
                error = Skip(depth + 1);
            if (error != DatagramError.None)
                return error;
        }
        while (TryTake(','));
        return TryTake(close) ? DatagramError.None : Unexpected();
    }
}
