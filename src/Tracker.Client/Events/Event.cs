using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Events;

/// <summary>Something that changed, happened or was noticed on the platform.</summary>
public sealed record Event
{
    /// <summary>At most 500 characters.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about.</summary>
    public required EventAttributes Attributes { get; init; }

    /// <summary>Where more is said about it.</summary>
    public EventLinks? Links { get; init; }

    /// <summary>What the server knows of it.</summary>
    public required EventMetadata Metadata { get; init; }

    /// <summary>The newest 100 entries, oldest first; all of them by <see cref="EventsClient.Changelog"/>.</summary>
    public IReadOnlyList<ChangelogEntry> Changelog { get; init; } = [];
}

/// <summary>
/// What an event is about. In a request, null leaves a field as it is, and an empty text or list empties it; in an answer, a
/// text that was not given is empty.
/// </summary>
public sealed record EventAttributes
{
    /// <summary>The details, at most 20,000 characters.</summary>
    public string? Message { get; init; }

    /// <summary>The tool that reports, such as <c>github_actions</c>.</summary>
    public string? Source { get; init; }

    /// <summary>What kind of change it tells of. Required for a new event.</summary>
    public EventType? Type { get; init; }

    /// <summary>How urgent it is.</summary>
    public EventPriority? Priority { get; init; }

    /// <summary>The UUID of the event that this one follows; it must exist.</summary>
    public string? RelatedId { get; init; }

    /// <summary>What it concerns. Required for a new event.</summary>
    public string? Service { get; init; }

    /// <summary>Where it stands.</summary>
    public EventStatus? Status { get; init; }

    /// <summary>Where it happens.</summary>
    public EventEnvironment? Environment { get; init; }

    /// <summary>Whether users are affected.</summary>
    public bool? Impact { get; init; }

    /// <summary>When it begins; the moment it was recorded unless given.</summary>
    public DateTimeOffset? StartDate { get; init; }

    /// <summary>When it ends.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Who answers for it.</summary>
    public string? Owner { get; init; }

    /// <summary>Who else is concerned, at most 100.</summary>
    public IReadOnlyList<string>? StakeHolders { get; init; }

    /// <summary>Whether somebody is to be told; kept for those who use it.</summary>
    public bool? Notification { get; init; }

    /// <summary>Whom to tell; kept for those who use it.</summary>
    public IReadOnlyList<string>? Notifications { get; init; }

    /// <summary>The machine it happened on.</summary>
    public string? Host { get; init; }

    /// <summary>Free words to find it by, at most 50.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The version of the service that the event brings or concerns.</summary>
    public string? Version { get; init; }
}

/// <summary>Where more is said about an event; in a request, null leaves a field as it is.</summary>
public sealed record EventLinks
{
    /// <summary>An address.</summary>
    public string? PullRequestLink { get; init; }

    /// <summary>A number or an address.</summary>
    public string? Ticket { get; init; }
}

/// <summary>What the server knows of an event.</summary>
public sealed record EventMetadata
{
    /// <summary>A UUID.</summary>
    public required string Id { get; init; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>From the start to the end of what it tells of; null while that is not known.</summary>
    [JsonConverter(typeof(ProtoDurationConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>An id of its sender's own; empty without one.</summary>
    public string SlackId { get; init; } = "";
}

/// <summary>A change of an event.</summary>
public sealed record ChangelogEntry
{
    /// <summary>When; the server sets it.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Who changed it.</summary>
    public string? User { get; init; }

    /// <summary>What was done.</summary>
    public ChangeType? ChangeType { get; init; }

    /// <summary>Which field changed.</summary>
    public string? Field { get; init; }

    /// <summary>What it was before.</summary>
    public string? OldValue { get; init; }

    /// <summary>What it became.</summary>
    public string? NewValue { get; init; }

    /// <summary>In somebody's own words.</summary>
    public string? Comment { get; init; }
}
