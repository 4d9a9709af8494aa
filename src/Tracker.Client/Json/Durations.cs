using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Client.Json;

/// <summary>A duration as protocol buffers have it in JSON: <c>"3.5s"</c>.</summary>
internal sealed class ProtoDurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetString() is [.. var seconds, 's'] && decimal.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Seconds.ToTimeSpan(number)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{Seconds.Of(value)}s"));
}

/// <summary>A duration as a number of seconds, perhaps with a fraction.</summary>
internal class SecondsConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var number) ? Seconds.ToTimeSpan(number) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue(Seconds.Of(value));
}

/// <summary>The same where the server takes whole seconds; a fraction is one more.</summary>
internal sealed class WholeSecondsConverter : SecondsConverter
{
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((long)decimal.Ceiling(Seconds.Of(value)));
}

internal static class Seconds
{
    public static decimal Of(TimeSpan span) => (decimal)span.Ticks / TimeSpan.TicksPerSecond;

    public static TimeSpan ToTimeSpan(decimal seconds)
    {
        var ticks = seconds * TimeSpan.TicksPerSecond;
        return ticks is >= long.MinValue and <= long.MaxValue ? TimeSpan.FromTicks((long)ticks) : throw new JsonException();
    }
}
