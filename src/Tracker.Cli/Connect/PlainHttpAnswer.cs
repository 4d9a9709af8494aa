using System.Globalization;
using System.Text;

namespace Tracker.Cli.Connect;

/// <summary>Reads an answer of HTTP/1.1.</summary>
internal static class PlainHttpAnswer
{
    /// <summary>Null while it is not complete.</summary>
    /// <param name="received">What came so far.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="isEnd">Whether more can come.</param>
    public static Reply? TryRead(ReadOnlySpan<byte> received, Target target, bool isEnd)
    {
        var end = received.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        // "HTTP/1.1 201 Created"
        var lines = Encoding.Latin1.GetString(received[..end]).Split("\r\n");
        if (lines[0].Split(' ') is not ["HTTP/1.1" or "HTTP/1.0", var code, ..] || !int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status))
            throw new IOException("it does not speak HTTP");
        var body = received[(end + 4)..];
        var headers = lines[1..];
        // Word that the answer is yet to come.
        if (status is >= 100 and < 200) return TryRead(body, target, isEnd);

        var content = Header(headers, "Transfer-Encoding") is not null ? Unchunk(body)
            : Header(headers, "Content-Length") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? body.Length >= length ? body[..length].ToArray() : null
            : status is 204 or 304 ? []
            : isEnd ? body.ToArray() : null;
        if (content is null) return null;
        return new Reply(status, Header(headers, "Content-Type")?.Split(';')[0].Trim(), content)
        {
            Elsewhere = Header(headers, "Location") is { } location && Uri.TryCreate(target.Server, location, out var uri) ? uri : null,
        };
    }

    private static string? Header(string[] lines, string name)
    {
        foreach (var line in lines)
        {
            if (line.Length > name.Length && line[name.Length] == ':' && line.StartsWith(name, StringComparison.OrdinalIgnoreCase)) return line[(name.Length + 1)..].Trim();
        }

        return null;
    }

    /// <summary>Each part comes after its length in hexadecimal; one of no length is the last. Null while that has not come.</summary>
    private static byte[]? Unchunk(ReadOnlySpan<byte> rest)
    {
        var content = new List<byte>();
        while (true)
        {
            var line = rest.IndexOf("\r\n"u8);
            if (line < 0) return null;
            var digits = rest[..line];
            if (digits.IndexOf((byte)';') is >= 0 and var extension) digits = digits[..extension];
            if (!int.TryParse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length) || length < 0) throw new IOException("it does not speak HTTP");
            rest = rest[(line + 2)..];
            if (length == 0) return [.. content];
            if (rest.Length < length + 2) return null;
            content.AddRange(rest[..length]);
            rest = rest[(length + 2)..];
        }
    }
}
