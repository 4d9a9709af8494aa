using System.Globalization;
using System.Text;

namespace Tracker.Server.Releases.Git.SmartHttp;

internal enum PktKind
{
    Data,
    Flush,
    Delimiter,

    /// <summary>There is nothing more.</summary>
    End,

    /// <summary>What follows is no packet line, or is cut off.</summary>
    Broken,
}

/// <summary>Packet lines: four hexadecimal digits of length, themselves included, then the data; 0000 to 0002 are marks.</summary>
internal sealed class PktReader(ReadOnlyMemory<byte> bytes)
{
    private int _position;

    public PktKind Next(out ReadOnlyMemory<byte> data)
    {
        data = default;
        var rest = bytes[_position..];
        if (rest.Length == 0) return PktKind.End;
        if (rest.Length < 4 || !int.TryParse(rest.Span[..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)) return PktKind.Broken;
        if (length < 4)
        {
            _position += 4;
            return length switch { 0 => PktKind.Flush, 1 => PktKind.Delimiter, 2 => PktKind.End, _ => PktKind.Broken };
        }

        if (length > rest.Length) return PktKind.Broken;
        data = rest[4..length];
        _position += length;
        return PktKind.Data;
    }

    /// <summary>The next line's text without its line feed; null for anything else.</summary>
    public string? NextLine() => Next(out var data) == PktKind.Data ? Encoding.UTF8.GetString(data.Span).TrimEnd('\n') : null;
}

/// <summary>A command of protocol version 2: what it is called, capabilities, a delimiter, arguments, a flush.</summary>
internal static class PktCommand
{
    public static byte[] Of(string name, params IEnumerable<string> arguments)
    {
        var text = new StringBuilder();
        Line($"command={name}");
        Line("agent=tracker");
        Line("object-format=sha1");
        text.Append("0001");
        foreach (var argument in arguments) Line(argument);
        return Encoding.UTF8.GetBytes(text.Append("0000").ToString());

        void Line(string line) => text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(line) + 5:x4}{line}\n");
    }
}
