using System.Globalization;
using System.Text;
using Tracker.Server.Operations;
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
        await CsvText.WriteLineAsync(writer, Columns);
        foreach (var e in content.Events)
        {
            await CsvText.WriteLineAsync(writer,
            [
                e.Name, e.Host, e.Progress == EventProgress.Point ? "single" : "event", Text(e.Start), e.End is { } end ? Text(end) : "",
                e.Duration?.TotalSeconds.ToString(CultureInfo.InvariantCulture) ?? "",
                TimelineEventView.TextOf(e.Status) ?? "", TimelineEventView.TextOf(e.Progress), e.Repeats.ToString(CultureInfo.InvariantCulture),
            ]);
        }
    }

    private static string Text(DateTimeOffset at) => at.UtcDateTime.ToString(Instants, CultureInfo.InvariantCulture);
}
