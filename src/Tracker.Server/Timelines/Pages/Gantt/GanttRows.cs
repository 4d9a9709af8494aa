using System.Text.Json;
using Tracker.Server.Timelines.Analysis;

namespace Tracker.Server.Timelines.Pages.Gantt;

/// <summary>
/// All rows of a timeline, column by column, for the script that draws those that show where there are too many for one
/// picture. Times are milliseconds from the beginning.
/// </summary>
internal static class GanttRows
{
    private const int Critical = 8;
    private const int Slow = 16;
    private const int Open = 32;
    private const int Point = 64;
    private const int Gone = 128;
    private const int Parent = 256;

    public static byte[] Write(TimelineAnalysis analysis)
    {
        List<EventNode> nodes = [.. analysis.Root.SelfAndDescendants().Skip(1)];
        var hosts = new Dictionary<string, int>(StringComparer.Ordinal);
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(nodes.Count * 48 + 256);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteNumber("start", analysis.Root.Start.ToUnixTimeMilliseconds());
        json.WriteNumber("end", Since(analysis, analysis.Root.EndAt(analysis.Now)));
        json.WriteNumber("until", Since(analysis, GanttSvg.EndOf(analysis)));
        json.WriteNumber("now", Since(analysis, analysis.Now));
        json.WriteStartArray("idle");
        foreach (var gap in analysis.Gaps.Take(GanttSvg.MostGaps))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Since(analysis, gap.Start));
            json.WriteNumberValue(Since(analysis, gap.End));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        Column("label", n => json.WriteStringValue(n.Label));
        Column("depth", n => json.WriteNumberValue(n.Depth));
        Column("from", n => json.WriteNumberValue(Since(analysis, n.Start)));
        Column("to", n => json.WriteNumberValue(Since(analysis, n.EndAt(analysis.Now))));
        Column("usual", n => json.WriteNumberValue(n.Usual is { Timelines: >= PaceRule.LeastTimelines } usual ? usual.Median.TotalMilliseconds : -1));
        Column("expected", n => json.WriteNumberValue(n is { Progress: EventProgress.Open, Children.Count: 0, Expected: { } expected } ? Since(analysis, expected) : -1));
        Column("kind", n => json.WriteNumberValue(KindOf(n)));
        Column("host", n => json.WriteNumberValue(GanttText.HostOf(n) is { Length: > 0 } host && host != n.Label ? hosts.TryGetValue(host, out var known) ? known : hosts[host] = hosts.Count : -1));
        json.WriteStartArray("hosts");
        foreach (var host in hosts.Keys) json.WriteStringValue(host);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();

        void Column(string name, Action<EventNode> write)
        {
            json.WriteStartArray(name);
            foreach (var node in nodes) write(node);
            json.WriteEndArray();
        }
    }

    private static int KindOf(EventNode node) => (int)GanttText.ToneOf(node)
        | (node.IsCritical ? Critical : 0) | (node.Pace == Pace.Slower ? Slow : 0) | (node.Children.Count > 0 ? Parent : 0)
        | (node.Progress switch { EventProgress.Open => Open, EventProgress.Point => Point, EventProgress.Abandoned => Gone, _ => 0 });

    private static double Since(TimelineAnalysis analysis, DateTimeOffset at) => Math.Round((at - analysis.Root.Start).TotalMilliseconds, 3);
}
