using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Protocol.Timelines;

namespace Tracker.Client.Json;

/// <summary>The outcome of an event by the names that messages have for it.</summary>
internal sealed class TimelineStatusConverter : JsonConverter<TimelineStatus>
{
    public override TimelineStatus Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetString() switch
    {
        "ok" => TimelineStatus.Ok,
        "warning" => TimelineStatus.Warning,
        "failed" => TimelineStatus.Failed,
        "skipped" => TimelineStatus.Skipped,
        _ => TimelineStatus.None,
    };

    public override void Write(Utf8JsonWriter writer, TimelineStatus value, JsonSerializerOptions options) => writer.WriteStringValue(value switch
    {
        TimelineStatus.Ok => "ok",
        TimelineStatus.Warning => "warning",
        TimelineStatus.Failed => "failed",
        TimelineStatus.Skipped => "skipped",
        _ => "",
    });
}
