using Tracker.Protocol.Events;

namespace Tracker.Server.Events;

/// <summary>Which events: every list that is not empty, and every value that is set, must match.</summary>
public sealed record EventQuery
{
    public const int MaxPerPage = 1000;

    /// <summary>How far pages reach; beyond, a date range is quicker and surer.</summary>
    public const int MaxDepth = 100_000;

    public IReadOnlyList<EventType> Types { get; init; } = [];

    public IReadOnlyList<EventStatus> Statuses { get; init; } = [];

    public IReadOnlyList<EventPriority> Priorities { get; init; } = [];

    public IReadOnlyList<EventEnvironment> Environments { get; init; } = [];

    public IReadOnlyList<string> Services { get; init; } = [];

    public IReadOnlyList<string> Owners { get; init; } = [];

    public IReadOnlyList<string> Sources { get; init; } = [];

    public string SlackId { get; init; } = "";

    public bool? Impact { get; init; }

    /// <summary>Events whose span overlaps this range, both ends included.</summary>
    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Events that had begun at this moment and that nothing had ended.</summary>
    public DateTimeOffset? OpenAt { get; init; }

    /// <summary>Words that must all occur; the last letters of a word may be left out with <c>*</c>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public int PerPage { get; init; } = 50;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;
}

/// <param name="Total">The number of matches, exact up to 10,000.</param>
/// <param name="Capped">Whether there are more than <paramref name="Total"/>.</param>
public sealed record EventPage(IReadOnlyList<Event> Events, int Total, bool Capped);
