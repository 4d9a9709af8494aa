using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary>The messages that make a timeline what it is.</summary>
internal static class TimelineMessages
{
    public const int MostAtOnce = 5_000;

    public static IEnumerable<JsonNode?> Of(JsonElement timeline)
    {
        // What began before any timeline did is in one that nobody began.
        if (Begins(timeline) is { } begins) yield return Message(Text(timeline, "Label"), 3, begins);
        foreach (var e in timeline.GetProperty("Events").EnumerateArray())
        {
            var isPoint = Text(e, "Progress") == "point";
            var start = Message(Text(e, "Name"), isPoint ? 2 : 0, Text(e, "Start"), Text(e, "Host"));
            if (isPoint) AddStatus(start, e);
            yield return start;
            if (isPoint || Text(e, "End") is not { Length: > 0 } at) continue;
            var end = Message(Text(e, "Name"), 1, at, Text(e, "Host"));
            AddStatus(end, e);
            yield return end;
        }
    }

    /// <summary>Its id is the instant at which it begins.</summary>
    private static string? Begins(JsonElement timeline) =>
        DateTimeOffset.TryParseExact(Text(timeline, "Id"), "yyyyMMdd'T'HHmmss'-'ffffff", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
            : null;

    private static JsonObject Message(string name, int type, string time, string host = "")
    {
        var message = new JsonObject { ["type"] = type, ["time"] = time };
        if (name.Length > 0) message["name"] = name;
        if (host.Length > 0) message["host"] = host;
        return message;
    }

    private static void AddStatus(JsonObject message, JsonElement e)
    {
        if (Text(e, "Status") is { Length: > 0 } status) message["status"] = status;
    }

    private static string Text(JsonElement json, string name) => Column.TextOf(Column.At(json, name));
}
