using System.Buffers;
using System.Text;

namespace Tracker.Protocol.Timelines;

/// <summary>Writes a message as a JSON object in one line.</summary>
internal ref struct JsonWriter
{
    private Span<byte> _rest;
    private DatagramError _error;

    public static DatagramError Write(TimelineMessage message, Span<byte> destination, out int written)
    {
        var writer = new JsonWriter { _rest = destination };
        writer.Bytes("{\"context\":"u8);
        writer.Text(message.Context);
        writer.Bytes(",\"name\":"u8);
        writer.Text(message.Name);
        writer.Bytes(",\"type\":"u8);
        writer.Bytes([(byte)('0' + (byte)message.Type)]);
        if (message.Time is { } time)
        {
            Span<byte> text = stackalloc byte[32];
            Rfc3339.TryFormat(time, text, out var length);
            writer.Bytes(",\"time\":\""u8);
            writer.Bytes(text[..length]);
            writer.Bytes("\""u8);
        }
        if (message.Host.Length > 0)
        {
            writer.Bytes(",\"host\":"u8);
            writer.Text(message.Host);
        }
        if (message.AutoIP)
            writer.Bytes(",\"autoIP\":true"u8);
        if (message.Status != TimelineStatus.None)
        {
            writer.Bytes(",\"status\":\""u8);
            writer.Bytes(message.Status.ToUtf8());
            writer.Bytes("\""u8);
        }
        writer.Bytes("}"u8);
        written = destination.Length - writer._rest.Length;
        return writer._error;
    }

    private void Text(ReadOnlySpan<char> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        Bytes("\""u8);
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var consumed) != OperationStatus.Done)
                Fail(DatagramError.BadUtf8);
            if (rune.Value is '"' or '\\')
                Bytes("\\"u8);
            if (Rune.IsControl(rune))
                Fail(DatagramError.ControlCharacter);
            Bytes(utf8[..rune.EncodeToUtf8(utf8)]);
            text = text[consumed..];
        }
        Bytes("\""u8);
    }

    private void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        if (bytes.TryCopyTo(_rest))
            _rest = _rest[bytes.Length..];
        else
            Fail(DatagramError.TooLarge);
    }

    private void Fail(DatagramError error)
    {
        _rest = default;
        if (_error == DatagramError.None)
            _error = error;
    }
}
