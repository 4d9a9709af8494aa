using System.Globalization;
using System.Text;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Export;

/// <summary>A timeline as a table (RFC 4180), one row for each event.</summary>
internal static class TimelineCsv
{
    private const string Instants = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";
    private static readonly string[] Columns = ["name", "host", "type", "start", "end", "duration_seconds", "status", "progress", "repeats"];

    public static IResult Write(TimelineContext context, TimelineContent content) => Results.Stream(
        async body =>
        {
            await using var writer = new StreamWriter(body, new UTF8Encoding(false), bufferSize: 16_384, leaveOpen: true);
            await WriteAsync(content, writer);
        },
        "text/csv; charset=utf-8", $"{context.Name} {content.Timeline.Title}.csv");

    public static async Task WriteAsync(TimelineContent content, TextWriter writer)
    {
        await WriteAsync(writer, Columns);
        foreach (var e in content.Events)
        {
            await WriteAsync(writer,
            [
                e.Name, e.Host, e.Progress == EventProgress.Point ? "single" : "event", Text(e.Start), e.End is { } end ? Text(end) : "",
                e.Duration?.TotalSeconds.ToString(CultureInfo.InvariantCulture) ?? "",
                TimelineEventView.TextOf(e.Status) ?? "", TimelineEventView.TextOf(e.Progress), e.Repeats.ToString(CultureInfo.InvariantCulture),
            ]);
        }
    }

    private static async Task WriteAsync(TextWriter writer, string[] fields)
    {
        for (var i = 0; i < fields.Length; i++)
        {
            if (i > 0) await writer.WriteAsync(',');
            await writer.WriteAsync(Field(fields[i]));
        }

        await writer.WriteAsync("\r\n");
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Instants, CultureInfo.InvariantCulture);

    private static string Field(string text)
    {
        // A spreadsheet would calculate it: whoever may send an event could read other cells by its name.
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@') text = "'" + text;
        return text.AsSpan().ContainsAny(',', '"') || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
