using System.Globalization;
using System.Text;

namespace Tracker.Server.Feeds;

/// <summary>Writes content lines of RFC 5545: CRLF, folded at 75 octets, text escaped.</summary>
public sealed class ICalendarText
{
    // RFC 5545, 3.1: "Lines of text SHOULD NOT be longer than 75 octets, excluding the line break."
    private const int MaxOctets = 75;

    private readonly StringBuilder _text = new();

    /// <summary>A line whose value is written as it is.</summary>
    public ICalendarText Line(string name, string value)
    {
        var octets = 0;
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            // Between characters, never inside of one; the blank of the next line counts there.
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                _text.Append("\r\n ");
                octets = 1;
            }

            _text.Append(rune.ToString());
            octets += rune.Utf8SequenceLength;
        }

        _text.Append("\r\n");
        return this;
    }

    /// <summary>A line of text; none when it is empty.</summary>
    public ICalendarText Text(string name, string value) => value.Length == 0 ? this : Line(name, Escape(value));

    /// <summary>A moment, in UTC and whole seconds.</summary>
    public ICalendarText Time(string name, DateTimeOffset at) => Line(name, At(at));

    public static string At(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    public override string ToString() => _text.ToString();

    /// <summary>3.3.11: backslash, semicolon and comma are escaped, a line break is \n; other control characters have no place.</summary>
    private static string Escape(string value)
    {
        var text = new StringBuilder(value.Length + 8);
        foreach (var c in value.ReplaceLineEndings("\n"))
        {
            switch (c)
            {
                case '\\' or ';' or ',': text.Append('\\').Append(c); break;
                case '\n': text.Append("\\n"); break;
                case '\t' or >= ' ' and not '\u007f': text.Append(c); break;
            }
        }

        return text.ToString();
    }
}
