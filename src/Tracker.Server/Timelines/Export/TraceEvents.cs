using System.Text.Json;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Api;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Export;

/// <summary>
/// A timeline in the trace-event format, which ui.perfetto.dev and chrome://tracing open: a process for each host, complete
/// events ("X") for what ended, beginnings without an end ("B") for what did not, instants ("i") for points.
/// </summary>
internal static class TraceEvents
{
    private const int FlushAt = 64 * 1024;

    public static IResult Write(TimelineContext context, TimelineContent content) => Results.Stream(body => WriteAsync(context, content, body), "application/json");

    public static async Task WriteAsync(TimelineContext context, TimelineContent content, Stream body)
    {
        await using var json = new Utf8JsonWriter(body);
        var zero = content.First is { } first ? Instant.ToMicroseconds(first) : 0;
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartObject("otherData");
        json.WriteString("context", context.Name);
        json.WriteString("timeline", content.Timeline.Id);
        json.WriteString("label", content.Timeline.Label);
        // Viewers count from 0.
        if (content.First is { } start) json.WriteString("begins", start);
        json.WriteEndObject();
        json.WriteStartArray("traceEvents");
        var process = 0;
        foreach (var host in content.Events.GroupBy(e => e.Host).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            Name(json, "process_name", ++process, 0, host.Key.Length > 0 ? host.Key : context.Name);
            var lanes = new TraceLanes();
            foreach (var e in host.OrderBy(e => e.Start).ThenByDescending(e => e.End ?? DateTimeOffset.MaxValue))
            {
                Write(json, e, process, lanes, zero);
                if (json.BytesPending > FlushAt) await json.FlushAsync();
            }

            for (var lane = 0; lane < lanes.Count; lane++) Name(json, "thread_name", process, lane + 1, $"row {lane + 1}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync();
    }

    private static void Write(Utf8JsonWriter json, TimelineEvent e, int process, TraceLanes lanes, long zero)
    {
        var (start, isPoint) = (Instant.ToMicroseconds(e.Start), e.Progress == EventProgress.Point);
        var end = isPoint ? start : e.End is { } ended ? Instant.ToMicroseconds(ended) : long.MaxValue;
        json.WriteStartObject();
        json.WriteString("name", EventName.Leaf(e.Name));
        json.WriteString("cat", EventName.Parent(e.Name) ?? "event");
        json.WriteString("ph", isPoint ? "i" : e.End is null ? "B" : "X");
        if (isPoint) json.WriteString("s", "t");
        json.WriteNumber("ts", start - zero);
        if (!isPoint && e.End is not null) json.WriteNumber("dur", end - start);
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", lanes.Place(start, end) + 1);
        json.WriteStartObject("args");
        json.WriteString("name", e.Name);
        json.WriteString("start", e.Start);
        json.WriteString("progress", TimelineEventView.TextOf(e.Progress));
        if (TimelineEventView.TextOf(e.Status) is { } status) json.WriteString("status", status);
        if (e.Repeats > 0) json.WriteNumber("repeats", e.Repeats);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Name(Utf8JsonWriter json, string kind, int process, int thread, string name)
    {
        json.WriteStartObject();
        json.WriteString("name", kind);
        json.WriteString("ph", "M");
        json.WriteNumber("pid", process);
        json.WriteNumber("tid", thread);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
