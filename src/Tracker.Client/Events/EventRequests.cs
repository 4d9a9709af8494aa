namespace Tracker.Client.Events;

/// <summary>An event to record.</summary>
public sealed record NewEvent
{
    /// <summary>At most 500 characters.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about; <see cref="EventAttributes.Type"/> and <see cref="EventAttributes.Service"/> are required.</summary>
    public required EventAttributes Attributes { get; init; }

    /// <summary>Where more is said about it.</summary>
    public EventLinks? Links { get; init; }

    /// <summary>An id of your own, such as a Slack message's, that finds the event as its UUID does.</summary>
    public string? SlackId { get; init; }

    /// <summary>Why this start may pass a freeze window; audited.</summary>
    public string? FreezeOverride { get; init; }
}

/// <summary>A change of an event, found by <see cref="SlackId"/>, else by <see cref="Id"/>. What is null stays as it is.</summary>
public sealed record EventUpdate
{
    /// <summary>The event's UUID.</summary>
    public string? Id { get; init; }

    /// <summary>The id of your own that it was recorded with; looked at first.</summary>
    public string? SlackId { get; init; }

    /// <summary>Another title.</summary>
    public string? Title { get; init; }

    /// <summary>What else is different.</summary>
    public EventAttributes? Attributes { get; init; }

    /// <summary>Other links.</summary>
    public EventLinks? Links { get; init; }

    /// <summary>Why this start may pass a freeze window; audited.</summary>
    public string? FreezeOverride { get; init; }
}

/// <summary>Which events to find. Every filter narrows the search; none at all finds everything.</summary>
public sealed record EventFilter
{
    /// <summary>Words, and <c>field:value</c> terms: <c>env:prod type:deployment "connection refused" time*</c>.</summary>
    public string? Query { get; init; }

    /// <summary>Events of any of these types.</summary>
    public IReadOnlyList<EventType> Types { get; init; } = [];

    /// <summary>Events with any of these statuses.</summary>
    public IReadOnlyList<EventStatus> Statuses { get; init; } = [];

    /// <summary>Events in any of these environments.</summary>
    public IReadOnlyList<EventEnvironment> Environments { get; init; } = [];

    /// <summary>Events of any of these services.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Events of exactly this priority.</summary>
    public EventPriority? Priority { get; init; }

    /// <summary>Events that this tool reported.</summary>
    public string? Source { get; init; }

    /// <summary>Events that this one answers for.</summary>
    public string? Owner { get; init; }

    /// <summary>The event with this id of its sender's own.</summary>
    public string? SlackId { get; init; }

    /// <summary>Whether users are affected; both when null.</summary>
    public bool? Impact { get; init; }

    /// <summary>Events whose span ends at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events whose span begins at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Which events to count.</summary>
public sealed record EventStatsFilter
{
    /// <summary>Events of any of these types.</summary>
    public IReadOnlyList<EventType> Types { get; init; } = [];

    /// <summary>Events with any of these statuses.</summary>
    public IReadOnlyList<EventStatus> Statuses { get; init; } = [];

    /// <summary>Events in any of these environments.</summary>
    public IReadOnlyList<EventEnvironment> Environments { get; init; } = [];

    /// <summary>Events of any of these priorities.</summary>
    public IReadOnlyList<EventPriority> Priorities { get; init; } = [];

    /// <summary>Events of exactly this service.</summary>
    public string? Service { get; init; }

    /// <summary>Events that this tool reported.</summary>
    public string? Source { get; init; }

    /// <summary>Whether users are affected; both when null.</summary>
    public bool? Impact { get; init; }

    /// <summary>Events whose span ends at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Events whose span begins at this time or earlier.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>How many events there were in a month.</summary>
public sealed record MonthlyCount
{
    /// <summary>The year.</summary>
    public int Year { get; init; }

    /// <summary>From 1, January; in UTC.</summary>
    public int Month { get; init; }

    /// <summary>How many.</summary>
    public long Count { get; init; }

    /// <summary>Of which service; empty unless grouped by service.</summary>
    public string Service { get; init; } = "";
}
