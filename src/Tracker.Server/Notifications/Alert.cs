using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Activity;
using Tracker.Server.Operations;

namespace Tracker.Server.Notifications;

/// <summary>Something that people may want to be told, wherever they are.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">What it is, from the general to the special: <c>deployment.failure</c>, <c>lock.expired</c>, <c>task.down</c>.</param>
/// <param name="Subject">The id of what it is about, in its module.</param>
/// <param name="Title">One line for a person.</param>
/// <param name="Link">Where to read on: a path of this server.</param>
[ModuleService]
public sealed record Alert(DateTimeOffset At, string Kind, string Subject, Severity Severity, string Title, string Link)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public string? Service { get; init; }

    public string? Environment { get; init; }

    public string? Host { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>More than the title says.</summary>
    public string? Text { get; init; }

    /// <summary>The same as a row of the feed.</summary>
    public static Alert Of(ActivityEntry entry) => new(entry.At, entry.Kind, entry.Subject, entry.Severity, entry.Title, entry.Link)
    {
        Service = entry.Service,
        Environment = entry.Environment,
        Host = entry.Host,
        Tags = entry.Tags is { } tags ? JsonSerializer.Deserialize<List<string>>(tags)! : [],
    };

    internal string Write() => JsonSerializer.Serialize(this, Json);

    internal static Alert Read(string text) => JsonSerializer.Deserialize<Alert>(text, Json)!;
}
