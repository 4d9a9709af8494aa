namespace Tracker.Bench.Denominators;

/// <summary>The JSON of an event as an ordinary minimal API would take it.</summary>
internal sealed record EchoEvent(string? Title, EchoAttributes? Attributes, EchoLinks? Links, string? SlackId);

internal sealed record EchoAttributes(
    string? Message,
    string? Source,
    string? Type,
    string? Priority,
    string? RelatedId,
    string? Service,
    string? Status,
    string? Environment,
    bool? Impact,
    DateTimeOffset? StartDate,
    DateTimeOffset? EndDate,
    string? Owner,
    IReadOnlyList<string>? StakeHolders,
    bool? Notification,
    IReadOnlyList<string>? Notifications,
    string? Host,
    IReadOnlyList<string>? Tags,
    string? Version);

internal sealed record EchoLinks(string? PullRequestLink, string? Ticket);
