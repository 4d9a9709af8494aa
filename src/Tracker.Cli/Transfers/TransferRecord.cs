using System.Text.Json;

namespace Tracker.Cli.Transfers;

/// <summary>One thing on its way from a server to another: a line of NDJSON, <c>{"kind": "event", "data": {…}}</c>.</summary>
internal sealed record TransferRecord(string Kind, JsonElement Data)
{
    public const string Catalog = "catalog";
    public const string Freeze = "freeze";
    public const string Stages = "stages";
    public const string Tracker = "tracker";
    public const string Task = "task";
    public const string Job = "job";
    public const string Event = "event";
    public const string Lock = "lock";
    public const string Context = "context";
    public const string Timeline = "timeline";
    public const string Run = "run";

    /// <summary>More samples of a run than its own record has.</summary>
    public const string Usage = "usage";

    /// <summary>In the order in which they may be read back: what others name comes first.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Catalog, Freeze, Stages, Tracker, Task, Job, Event, Lock, Context, Timeline, Run, Usage];

    /// <summary>Null when the line is no record.</summary>
    public static TransferRecord? Parse(string line)
    {
        try
        {
            var json = JsonDocument.Parse(line).RootElement;
            return json.ValueKind == JsonValueKind.Object && json.TryGetProperty("kind", out var kind) && json.TryGetProperty("data", out var data)
                && kind.ValueKind == JsonValueKind.String && data.ValueKind == JsonValueKind.Object
                    ? new(kind.GetString()!, data)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void WriteTo(Stream output)
    {
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteString("kind", Kind);
            json.WritePropertyName("data");
            Data.WriteTo(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
