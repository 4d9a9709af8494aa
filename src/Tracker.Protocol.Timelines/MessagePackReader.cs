using System.Buffers.Binary;

namespace Tracker.Protocol.Timelines;

/// <summary>Reads MessagePack (github.com/msgpack/msgpack/blob/master/spec.md) without trusting any length in it.</summary>
internal ref struct MessagePackReader(ReadOnlySpan<byte> data) : IValueReader
{
    private const byte Nil = 0xc0;
    private const int GoTimeExtension = 5;
    private const int TimestampExtension = -1;

    private ReadOnlySpan<byte> _rest = data;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public readonly bool IsAtMap => !_rest.IsEmpty && (_rest[0] & 0xf0) == 0x80 || IsAt(0xde) || IsAt(0xdf);

    public readonly bool IsAtArray => !_rest.IsEmpty && (_rest[0] & 0xf0) == 0x90 || IsAt(0xdc) || IsAt(0xdd);

    /// <summary>Stands at a map.</summary>
    public DatagramError ReadMessage(ref MessageFields fields)
    {
        var error = ReadCount(2, out var keys);
        for (; keys > 0 && error == DatagramError.None; keys--)
        {
            error = ReadText(TimelineLimits.WordBytes, out var key);
            if (error == DatagramError.WrongKind)
            {
                fields.Remember(DatagramError.BadKey);
                error = Skip();
            }
            if (error is DatagramError.None or DatagramError.TooLarge)
                error = MessageFields.Read(ref this, ref fields, MessageFields.Find(key));
        }
        return error;
    }

    /// <summary>The count of a map's or array's values, of which each takes at least that many bytes.</summary>
    public DatagramError ReadCount(int bytesEach, out uint count)
    {
        var first = _rest[0];
        var size = first < 0xa0 ? 0 : (first & 1) == 0 ? 2 : 4;
        count = first & 0x0fu;
        if (_rest.Length <= size)
            return DatagramError.Truncated;
        if (size > 0)
            count = (uint)ReadUnsigned(_rest[1..], size);
        _rest = _rest[(1 + size)..];
        return count > (uint)(_rest.Length / bytesEach) ? DatagramError.Truncated : DatagramError.None;
    }

    public DatagramError ReadText(int limit, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_rest.IsEmpty)
            return DatagramError.Truncated;
        var first = _rest[0];
        if (first == Nil)
        {
            _rest = _rest[1..];
            return DatagramError.None;
        }
        if ((first & 0xe0) != 0xa0 && first is not ((>= 0xd9 and <= 0xdb) or (>= 0xc4 and <= 0xc6)))
            return DatagramError.WrongKind;
        var error = ReadBlock(out text);
        if (text.Length <= limit)
            return error;
        text = default;
        return DatagramError.TooLarge;
    }

    public DatagramError ReadByte(out byte value)
    {
        value = 0;
        if (_rest.IsEmpty)
            return DatagramError.Truncated;
        var first = _rest[0];
        if (first is not (<= 0x7f or >= 0xe0 or (>= 0xcc and <= 0xd3)))
            return first == Nil ? SkipNil(DatagramError.UnknownType) : DatagramError.WrongKind;
        var size = first is <= 0x7f or >= 0xe0 ? 0 : 1 << (first & 3);
        if (_rest.Length <= size)
            return DatagramError.Truncated;
        // As an unsigned number a negative one of any size is beyond the limit, too.
        var number = size == 0 ? first : ReadUnsigned(_rest[1..], size);
        _rest = _rest[(1 + size)..];
        if (number > (byte)sbyte.MaxValue)
            return DatagramError.UnknownType;
        value = (byte)number;
        return DatagramError.None;
    }

    public DatagramError ReadBoolean(out bool value)
    {
        value = false;
        if (_rest.IsEmpty)
            return DatagramError.Truncated;
        if (_rest[0] is not (Nil or 0xc2 or 0xc3))
            return DatagramError.WrongKind;
        value = _rest[0] == 0xc3;
        _rest = _rest[1..];
        return DatagramError.None;
    }

    public DatagramError ReadTime(out long? microseconds)
    {
        microseconds = null;
        if (_rest.IsEmpty)
            return DatagramError.Truncated;
        var first = _rest[0];
        if (first == Nil)
            return SkipNil(DatagramError.None);
        if (first is not ((>= 0xc7 and <= 0xc9) or (>= 0xd4 and <= 0xd8)))
            return Skip() is not DatagramError.None and var ends ? ends : DatagramError.BadTime;
        if (ReadBlock(out var block) is not DatagramError.None and var error)
            return error;
        var data = block[1..];
        var (seconds, nanoseconds) = ((sbyte)block[0], data.Length) switch
        {
            (GoTimeExtension, 12) => (BinaryPrimitives.ReadInt64BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[8..])),
            (TimestampExtension, 4) => (BinaryPrimitives.ReadUInt32BigEndian(data), 0L),
            (TimestampExtension, 8) when BinaryPrimitives.ReadUInt64BigEndian(data) is var both => ((long)(both & 0x3_ffff_ffff), (long)(both >> 34)),
            (TimestampExtension, 12) => (BinaryPrimitives.ReadInt64BigEndian(data[4..]), BinaryPrimitives.ReadUInt32BigEndian(data)),
            _ => (long.MaxValue, 0L),
        };
        return Instant.TryCreate(seconds, nanoseconds, out microseconds) ? DatagramError.None : DatagramError.BadTime;
    }

    public DatagramError Skip() => Skip(0);

    private readonly bool IsAt(byte first) => !_rest.IsEmpty && _rest[0] == first;

    private DatagramError SkipNil(DatagramError error)
    {
        _rest = _rest[1..];
        return error;
    }

    private DatagramError Skip(int depth)
    {
        if (!IsAtMap && !IsAtArray)
            return ReadBlock(out _);
        if (depth == TimelineLimits.Nesting)
            return DatagramError.NestingTooDeep;
        var perValue = IsAtMap ? 2 : 1;
        var error = ReadCount(perValue, out var count);
        for (var values = (long)count * perValue; values > 0 && error == DatagramError.None; values--)
            error = Skip(depth + 1);
        return error;
    }

    // Anything but a map or array. The block is what follows the first byte and the length: a text, a number's bytes, an
    // extension's type and data.
    private DatagramError ReadBlock(out ReadOnlySpan<byte> block)
    {
        block = default;
        if (_rest.IsEmpty)
            return DatagramError.Truncated;
        var first = _rest[0];
        var lengthSize = first switch
        {
            0xc4 or 0xc7 or 0xd9 => 1,
            0xc5 or 0xc8 or 0xda => 2,
            0xc6 or 0xc9 or 0xdb => 4,
            _ => 0,
        };
        if (_rest.Length <= lengthSize)
            return DatagramError.Truncated;
        var length = first switch
        {
            0xc1 => -1,
            >= 0xa0 and <= 0xbf => first & 0x1f,
            >= 0xc4 and <= 0xc6 or >= 0xd9 and <= 0xdb => (long)ReadUnsigned(_rest[1..], lengthSize),
            >= 0xc7 and <= 0xc9 => (long)ReadUnsigned(_rest[1..], lengthSize) + 1,
            0xca => 4,
            0xcb => 8,
            >= 0xcc and <= 0xd3 => 1 << (first & 3),
            >= 0xd4 and <= 0xd8 => (1 << (first - 0xd4)) + 1,
            _ => 0,
        };
        if (length < 0)
            return DatagramError.Malformed;
        if (length > _rest.Length - 1 - lengthSize)
            return DatagramError.Truncated;
        block = _rest.Slice(1 + lengthSize, (int)length);
        _rest = _rest[(1 + lengthSize + (int)length)..];
        return DatagramError.None;
    }

    private static ulong ReadUnsigned(ReadOnlySpan<byte> data, int size) => size switch
    {
        1 => data[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(data),
        4 => BinaryPrimitives.ReadUInt32BigEndian(data),
        _ => BinaryPrimitives.ReadUInt64BigEndian(data),
    };
}
