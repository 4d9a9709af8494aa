using System.Globalization;
using System.Text;

namespace Tracker.Protocol.Timelines;

/// <summary>The escapes in JSON's strings.</summary>
internal static class JsonEscapes
{
    private const int UnicodeEscapeLength = 6;

    /// <summary>Writes the text that is meant; one longer than the destination is <see cref="DatagramError.TooLarge"/>.</summary>
    public static DatagramError Resolve(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        // What follows a text that is too long must be understood as well before it may be left aside.
        Span<byte> beyond = stackalloc byte[4];
        var error = DatagramError.None;
        while (!text.IsEmpty)
        {
            var plain = text.IndexOf((byte)'\\');
            plain = plain < 0 ? text.Length : plain;
            if (error == DatagramError.None && !text[..plain].TryCopyTo(destination[written..]))
                error = DatagramError.TooLarge;
            written += error == DatagramError.None ? plain : 0;
            text = text[plain..];
            if (text.IsEmpty)
                break;
            var one = ReadEscape(ref text, beyond, out var length);
            if (one == DatagramError.Malformed)
                return one;
            if (error == DatagramError.None)
                error = one;
            if (error == DatagramError.None && !beyond[..length].TryCopyTo(destination[written..]))
                error = DatagramError.TooLarge;
            written += error == DatagramError.None ? length : 0;
        }
        return error;
    }

    private static DatagramError ReadEscape(ref ReadOnlySpan<byte> text, scoped Span<byte> destination, out int length)
    {
        length = 1;
        // A string never ends with the backslash of an escape.
        var c = text[1] switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => text[1],
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => byte.MaxValue,
        };
        if (c != byte.MaxValue)
        {
            destination[0] = c;
            text = text[2..];
            return DatagramError.None;
        }
        if (!TryReadUnit(text, out var unit))
            return DatagramError.Malformed;
        text = text[UnicodeEscapeLength..];
        if (Rune.TryCreate(unit, out var rune))
        {
            length = rune.EncodeToUtf8(destination);
            return DatagramError.None;
        }
        if (!TryReadUnit(text, out var low) || !Rune.TryCreate(unit, low, out rune))
            return DatagramError.BadUtf8;
        text = text[UnicodeEscapeLength..];
        length = rune.EncodeToUtf8(destination);
        return DatagramError.None;
    }

    private static bool TryReadUnit(ReadOnlySpan<byte> text, out char unit)
    {
        var read = text.Length >= UnicodeEscapeLength && text[0] == '\\' && text[1] == 'u'
            && ushort.TryParse(text[2..UnicodeEscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;
        unit = (char)read;
        return read >= 0;
    }
}
