namespace Tracker.Server.Operations;

/// <summary>Tables as RFC 4180 has them, safe to open in a spreadsheet.</summary>
public static class CsvText
{
    public static async Task WriteLineAsync(TextWriter writer, IReadOnlyList<string> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (i > 0) await writer.WriteAsync(',');
            await writer.WriteAsync(Field(fields[i]));
        }

        await writer.WriteAsync("\r\n");
    }

    private static string Field(string text)
    {
        // A spreadsheet would calculate it: whoever may send an event could read other cells by its name.
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
