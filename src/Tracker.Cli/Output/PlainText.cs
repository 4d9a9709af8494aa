using System.Globalization;
using System.Text;

namespace Tracker.Cli.Output;

/// <summary>
/// Text from elsewhere, fit for a terminal: nothing in it moves the cursor, sets colours or turns the direction of writing.
/// </summary>
internal static class PlainText
{
    private const int MostInCell = 80;

    /// <summary>What is no printable character is written as its number.</summary>
    public static string Of(string text) => Clean(text, keepLines: false);

    /// <summary>The same, with its line ends.</summary>
    public static string LinesOf(string text) => Clean(text, keepLines: true);

    /// <summary>One line, cut where it is too long for a column.</summary>
    public static string Cell(string text)
    {
        var line = Of(text);
        if (line.Length <= MostInCell) return line;
        var end = char.IsHighSurrogate(line[MostInCell - 2]) ? MostInCell - 2 : MostInCell - 1;
        return line[..end] + "…";
    }

    /// <summary>How many columns of a terminal it takes.</summary>
    public static int Width(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format ? 0 : IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    private static string Clean(string text, bool keepLines)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;
        var clean = new StringBuilder(text.Length + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            if (keepLines && rune.Value is '\n') clean.Append('\n');
            else if (rune.Value is '\n') clean.Append("\\n");
            else if (rune.Value is '\t') clean.Append(' ');
            else if (IsActive(rune)) clean.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            else clean.Append(rune);
        }

        return clean.ToString();
    }

    private static bool IsActive(Rune rune) =>
        Rune.IsControl(rune) || rune.Value is >= 0x200E and <= 0x200F or >= 0x2028 and <= 0x202E or >= 0x2066 and <= 0x2069 or 0x61C;

    private static bool IsWide(int value) => value is
        (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60) or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD);
}
