using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Tracker.Server.Tasks;

/// <summary>Durations as tasks are given them: seconds, or text such as <c>90m</c> or <c>1d 12h</c>.</summary>
public static partial class TaskDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!Form().IsMatch(text)) return false;
        var seconds = 0d;
        foreach (Match part in Part().Matches(text))
        {
            seconds += double.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "w" => 604_800,
                "d" => 86_400,
                "h" => 3_600,
                "m" => 60,
                _ => 1,
            };
        }

        if (seconds > 400 * 86_400d) return false;
        duration = TimeSpan.FromSeconds(seconds);
        return true;
    }

    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero) return "0s";
        (int Count, string Unit)[] parts = [(duration.Days, "d"), (duration.Hours, "h"), (duration.Minutes, "m"), (duration.Seconds, "s")];
        return string.Join(' ', parts.Where(p => p.Count > 0).Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Count}{p.Unit}")));
    }

    [GeneratedRegex(@"^\s*\d{1,9}\s*[wdhms]?(\s*\d{1,9}\s*[wdhms])*\s*$")]
    private static partial Regex Form();

    [GeneratedRegex(@"(\d{1,9})\s*([wdhms]?)")]
    private static partial Regex Part();
}

/// <summary>Reads a duration as seconds or as text, and writes it as seconds.</summary>
public sealed class TaskDurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) && seconds is >= 0 and <= 400 * 86_400) return TimeSpan.FromSeconds(seconds);
        if (reader.TokenType == JsonTokenType.String && TaskDuration.TryParse(reader.GetString()!, out var duration)) return duration;
        throw new JsonException("must be seconds or a text such as \"90m\" or \"1d 12h\", at most 400 days.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteNumberValue((long)value.TotalSeconds);
}
