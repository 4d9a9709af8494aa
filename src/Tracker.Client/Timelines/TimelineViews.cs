using System.Text.Json.Serialization;
using Tracker.Client.Json;
using Tracker.Protocol.Timelines;

namespace Tracker.Client.Timelines;

/// <summary>A timeline without its events.</summary>
public record TimelineHead
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What may be used in place of the id; may be empty.</summary>
    public required string Label { get; init; }

    /// <summary>The context it belongs to.</summary>
    public required string Context { get; init; }

    /// <summary>Whether it is the newest one, to which events go.</summary>
    public bool Active { get; init; }

    /// <summary>When the first of its events began; null without events.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>The last thing that happened.</summary>
    public DateTimeOffset? Last { get; init; }

    /// <summary>How many events have begun and not ended.</summary>
    public int Open { get; init; }

    /// <summary>How many ends came without a start.</summary>
    public int NoStart { get; init; }

    /// <summary>How many events will not end.</summary>
    public int Abandoned { get; init; }

    /// <summary>How often events began that had begun before in this timeline.</summary>
    public int Repeated { get; init; }

    /// <summary>Whether there is more than can be shown: 200,000 starts, points and ends.</summary>
    public bool Cut { get; init; }
}

/// <summary>A timeline with its events, by their start.</summary>
public sealed record TimelineDetails : TimelineHead
{
    /// <summary>Each name and host once.</summary>
    public IReadOnlyList<TimelineEvent> Events { get; init; } = [];
}

/// <summary>An event of a timeline.</summary>
public sealed record TimelineEvent
{
    /// <summary>With its ancestors, divided by dots; <see cref="EventName"/> splits it.</summary>
    public required string Name { get; init; }

    /// <summary>Where; null where none was named.</summary>
    public string? Host { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? End { get; init; }

    /// <summary>How far it is.</summary>
    public EventProgress Progress { get; init; }

    /// <summary>How it went; null where nobody said.</summary>
    [JsonConverter(typeof(TimelineStatusConverter))]
    public TimelineStatus? Status { get; init; }

    /// <summary>From start to end.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>How often it had begun in this timeline before.</summary>
    public int Repeats { get; init; }
}

/// <summary>A context: a named collection of timelines.</summary>
public sealed record ContextDetails
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about.</summary>
    public string Description { get; init; } = "";

    /// <summary>The service it belongs to.</summary>
    public string? Service { get; init; }

    /// <summary>Where.</summary>
    public string? Environment { get; init; }

    /// <summary>On which machine.</summary>
    public string? Host { get; init; }

    /// <summary>Free words.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>How many timelines are kept; null for no such limit.</summary>
    public int? KeepTimelines { get; init; }

    /// <summary>How many days timelines are kept; null for no such limit.</summary>
    public int? KeepDays { get; init; }

    /// <summary>After how long an event that did not end counts as abandoned.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan OpenTimeout { get; init; }

    /// <summary>When it came to be.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A timeline in a list.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Title">Its label, or its id where it has none.</param>
public sealed record TimelineItem(string Id, string Title);

/// <summary>A link to something of the server's.</summary>
public sealed record ApiLink
{
    /// <summary>An absolute path; with names in braces (RFC 6570) where <see cref="Templated"/>.</summary>
    [JsonPropertyName("href")]
    public required string Href { get; init; }

    /// <summary>What it leads to, by its name.</summary>
    [JsonPropertyName("name")]
    public string? Name { get; init; }

    /// <summary>Whether there are names in braces to be filled in.</summary>
    [JsonPropertyName("templated")]
    public bool Templated { get; init; }
}
