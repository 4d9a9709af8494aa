using System.Text;

namespace Tracker.Bench;

/// <summary>A table with one line of what to read from it.</summary>
public sealed record ResultTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string Verdict)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder().Append("### ").AppendLine(Title).AppendLine();
        Line(text, Columns);
        Line(text, [.. Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in Rows)
        {
            Line(text, row);
        }
        return text.AppendLine().AppendLine(Verdict).ToString();

        static void Line(StringBuilder text, IReadOnlyList<string> cells) => text.Append("| ").AppendJoin(" | ", cells).AppendLine(" |");
    }

    public string ToText()
    {
        var widths = Columns.Select((name, i) => Rows.Select(r => r[i].Length).Append(name.Length).Max()).ToArray();
        var text = new StringBuilder().AppendLine(Title);
        foreach (var row in Rows.Prepend(Columns))
        {
            text.Append("  ").AppendJoin("  ", row.Select((cell, i) => i == 0 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).AppendLine();
        }
        return text.Append("  ").AppendLine(Verdict).ToString();
    }
}
