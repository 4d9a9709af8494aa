using System.Globalization;
using System.Text.Json;

namespace Tracker.Cli.Output;

/// <summary>A column of a table: its title, and what of a row of JSON it shows.</summary>
internal sealed record Column(string Title, Func<JsonElement, string> Text)
{
    /// <summary>Its words tell how something stands and may be coloured so.</summary>
    public bool IsState { get; init; }

    public bool IsNumber { get; init; }

    /// <param name="title">Its title.</param>
    /// <param name="path">Names of properties with dots between them.</param>
    public static Column Of(string title, string path) => new(title, row => TextOf(At(row, path)));

    /// <summary>A word of an enumeration; nothing when it says that none is set.</summary>
    public static Column Word(string title, string path) => new(
        title, row => TextOf(At(row, path)) is var text && text.EndsWith("_UNSPECIFIED", StringComparison.Ordinal) ? "" : text);

    public static Column State(string title, string path) => Of(title, path) with { IsState = true };

    public static Column Number(string title, string path) => Of(title, path) with { IsNumber = true };

    /// <summary>An instant in UTC, to the second.</summary>
    public static Column Time(string title, string path) => new(title, row => TimeOf(At(row, path)));

    /// <summary>A duration in seconds, or as the contract writes it: <c>3.5s</c>.</summary>
    public static Column Duration(string title, string path) => new(title, row => Durations.TextOf(At(row, path))) { IsNumber = true };

    public static JsonElement At(JsonElement row, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty(name, out row)) return default;
        }

        return row;
    }

    public static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "yes",
        JsonValueKind.False => "no",
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object => value.GetRawText(),
        _ => "",
    };

    public static string TimeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)
            : "";
}
