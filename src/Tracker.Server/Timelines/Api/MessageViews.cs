using System.Text.Json.Serialization;

namespace Tracker.Server.Timelines.Api;

/// <summary>A timeline to begin.</summary>
public sealed record TimelineRequest
{
    /// <summary>What may be used in place of the timeline's id, such as <c>build 42</c>.</summary>
    [JsonPropertyName("label")]
    public string? Label { get; init; }

    /// <summary>When it begins; now unless given.</summary>
    [JsonPropertyName("time")]
    public DateTimeOffset? Time { get; init; }

    /// <summary>What the context is about; what it was before stays unless given.</summary>
    [JsonPropertyName("description")]
    public string? Description { get; init; }
}

public sealed record TimelineMadeView(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("begins")] DateTimeOffset Begins);

/// <summary>What became of a message.</summary>
/// <param name="Outcome"><c>recorded</c>, <c>duplicate</c>, <c>invalid</c> or <c>full</c>.</param>
/// <param name="Reason">Why it is invalid, in a word that stays the same.</param>
/// <param name="Detail">The same for a person.</param>
public sealed record MessageOutcomeView(
    [property: JsonPropertyName("outcome")] string Outcome,
    [property: JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null);
