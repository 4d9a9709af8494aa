using System.Text.Json;

namespace Tracker.Cli.Output;

/// <summary>Rows of JSON as aligned text.</summary>
internal static class TextTable
{
    private const string Gap = "  ";
    private const string Bold = "\e[1m";
    private const string Red = "\e[31m";
    private const string Green = "\e[32m";
    private const string Yellow = "\e[33m";
    private const string Blue = "\e[34m";
    private const string Plain = "\e[0m";

    // Lines that come one by one cannot know how long the others are.
    private const int LineColumn = 14;

    public static void Write(TextWriter output, IReadOnlyList<JsonElement> rows, IReadOnlyList<Column> columns, bool colours)
    {
        var cells = rows.Select(row => columns.Select(c => PlainText.Cell(c.Text(row))).ToArray()).ToList();
        var widths = columns.Select((c, i) => cells.Select(row => PlainText.Width(row[i])).Append(c.Title.Length).Max()).ToArray();
        output.WriteLine(Line(columns.Select(c => c.Title).ToArray(), widths, columns, cell => colours ? Bold + cell + Plain : cell));
        foreach (var row in cells) output.WriteLine(Line(row, widths, columns, colours ? Coloured : null));
    }

    public static void WriteLine(TextWriter output, JsonElement row, IReadOnlyList<Column> columns, bool colours) =>
        output.WriteLine(Line([.. columns.Select(c => PlainText.Cell(c.Text(row)))], [.. columns.Select(_ => LineColumn)], columns, colours ? Coloured : null));

    public static void WriteFields(TextWriter output, JsonElement thing, IReadOnlyList<Column> fields, bool colours)
    {
        var filled = fields.Select(f => (Field: f, Text: f.Text(thing))).Where(f => f.Text.Length > 0).ToList();
        var width = filled.Select(f => f.Field.Title.Length).DefaultIfEmpty().Max();
        foreach (var (field, text) in filled)
        {
            // The further lines of a text stand below its first one.
            var lines = PlainText.LinesOf(text.TrimEnd('\n')).Replace("\n", "\n" + new string(' ', width + Gap.Length + 1), StringComparison.Ordinal);
            output.WriteLine((field.Title + ":").PadRight(width + 1) + Gap + (colours && field.IsState ? Coloured(lines) : lines));
        }
    }

    private static string Line(string[] cells, int[] widths, IReadOnlyList<Column> columns, Func<string, string>? dress)
    {
        var parts = cells.Select((cell, i) =>
        {
            var space = new string(' ', Math.Max(0, widths[i] - PlainText.Width(cell)));
            var shown = dress is not null && (columns[i].IsState || dress != Coloured) ? dress(cell) : cell;
            return columns[i].IsNumber ? space + shown : i == cells.Length - 1 ? shown : shown + space;
        });
        return string.Join(Gap, parts).TrimEnd();
    }

    private static string Coloured(string state) => state switch
    {
        "down" or "failure" or "failed" or "error" or "expired" or "forced" or "abandoned" => Red + state + Plain,
        "late" or "warning" or "unknown" or "INSUFFICIENT" or "skipped" => Yellow + state + Plain,
        "up" or "success" or "ok" or "done" or "OK" or "created" or "deployed" => Green + state + Plain,
        "start" or "in_progress" or "open" or "new" or "updated" or "queued" or "claimed" => Blue + state + Plain,
        _ => state,
    };
}
