using System.Globalization;
using System.Text.Json;

namespace Tracker.Cli.Output;

/// <summary>Durations as people write and read them.</summary>
internal static class Durations
{
    /// <summary>Seconds, or text such as <c>90s</c>, <c>15m</c>, <c>2h</c>, <c>1d</c>; null when it is neither.</summary>
    public static TimeSpan? Parse(string text)
    {
        var (number, unit) = text.Length > 0 && char.IsAsciiLetter(text[^1]) ? (text[..^1], text[^1]) : (text, 's');
        if (!double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return null;
        double? seconds = unit switch { 's' => count, 'm' => count * 60, 'h' => count * 3600, 'd' => count * 86400, _ => null };
        return seconds is { } known and < 10_000 * 86400d ? TimeSpan.FromSeconds(known) : null;
    }

    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out var seconds) => TextOf(seconds),
        JsonValueKind.String when double.TryParse(value.GetString()!.TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds) => TextOf(seconds),
        _ => "",
    };

    public static string TextOf(double seconds)
    {
        var span = TimeSpan.FromSeconds(Math.Abs(seconds));
        var sign = seconds < 0 ? "-" : "";
        return sign + (span.TotalSeconds switch
        {
            0 => "0s",
            < 1 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0.#}ms"),
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0#}s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes}m {span.Seconds:00}s"),
            < 86400 => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours}h {span.Minutes:00}m"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalDays}d {span.Hours}h"),
        });
    }
}
