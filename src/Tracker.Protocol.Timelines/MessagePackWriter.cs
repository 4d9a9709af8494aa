using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Tracker.Protocol.Timelines;

/// <summary>Writes a message as a MessagePack map.</summary>
internal ref struct MessagePackWriter
{
    private Span<byte> _rest;
    private DatagramError _error;

    public static DatagramError Write(TimelineMessage message, Span<byte> destination, out int written)
    {
        var writer = new MessagePackWriter { _rest = destination };
        var optional = (message.Time is null ? 0 : 1) + (message.Host.Length == 0 ? 0 : 1) + (message.AutoIP ? 1 : 0)
            + (message.Status == TimelineStatus.None ? 0 : 1);
        writer.Bytes([(byte)(0x80 | 3 + optional)]);
        writer.Text("context");
        writer.Text(message.Context);
        writer.Text("name");
        writer.Text(message.Name);
        writer.Text("type");
        writer.Bytes([(byte)message.Type]);
        if (message.Time is { } time)
        {
            writer.Text("time");
            writer.Time(time);
        }
        if (message.Host.Length > 0)
        {
            writer.Text("host");
            writer.Text(message.Host);
        }
        if (message.AutoIP)
        {
            writer.Text("autoIP");
            writer.Bytes([0xc3]);
        }
        if (message.Status != TimelineStatus.None)
        {
            writer.Text("status");
            writer.Bytes([(byte)(0xa0 | message.Status.ToUtf8().Length)]);
            writer.Bytes(message.Status.ToUtf8());
        }
        written = destination.Length - writer._rest.Length;
        return writer._error;
    }

    private void Text(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        if (length < 32)
            Bytes([(byte)(0xa0 | length)]);
        else if (length <= byte.MaxValue)
            Bytes([0xd9, (byte)length]);
        else
            Bytes([0xda, (byte)(length >> 8), (byte)length]);
        var status = Utf8.FromUtf16(text, _rest, out _, out var written, replaceInvalidSequences: false);
        if (status == OperationStatus.Done)
            _rest = _rest[written..];
        else
            Fail(status == OperationStatus.DestinationTooSmall ? DatagramError.TooLarge : DatagramError.BadUtf8);
    }

    // Extension -1, the timestamp that every MessagePack library knows.
    private void Time(long microseconds)
    {
        var (seconds, nanoseconds) = Instant.Split(microseconds);
        Span<byte> timestamp = stackalloc byte[15];
        if (seconds is >= 0 and <= uint.MaxValue && nanoseconds == 0)
        {
            timestamp = timestamp[..6];
            timestamp[0] = 0xd6;
            BinaryPrimitives.WriteUInt32BigEndian(timestamp[2..], (uint)seconds);
        }
        else if (seconds is >= 0 and < 1L << 34)
        {
            timestamp = timestamp[..10];
            timestamp[0] = 0xd7;
            BinaryPrimitives.WriteUInt64BigEndian(timestamp[2..], (ulong)nanoseconds << 34 | (ulong)seconds);
        }
        else
        {
            timestamp[0] = 0xc7;
            timestamp[1] = 12;
            BinaryPrimitives.WriteInt32BigEndian(timestamp[3..], nanoseconds);
            BinaryPrimitives.WriteInt64BigEndian(timestamp[7..], seconds);
        }
        timestamp[timestamp.Length == 15 ? 2 : 1] = 0xff;
        Bytes(timestamp);
    }

    private void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_rest))
            _rest = _rest[bytes.Length..];
        else
            Fail(DatagramError.TooLarge);
    }

    // Nothing is written after the first error: what came later would stand in the wrong place.
    private void Fail(DatagramError error)
    {
        _rest = default;
        if (_error == DatagramError.None)
            _error = error;
    }
}
