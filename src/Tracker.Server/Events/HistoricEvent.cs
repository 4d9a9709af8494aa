using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>An event as far as figures about many of them need it.</summary>
[ModuleService]
public sealed record HistoricEvent
{
    /// <summary>Empty where the event only tells of a version or a pull request; then its title and what it follows, reached and ended are not read either.</summary>
    public Guid Id { get; init; }

    public required EventType Type { get; init; }

    public required EventStatus Status { get; init; }

    public required string Service { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where it stands in time: its start, else its creation.</summary>
    public required DateTimeOffset At { get; init; }

    public EventEnvironment Environment { get; init; }

    /// <summary>Of an incident.</summary>
    public string Title { get; init; } = "";

    public string Version { get; init; } = "";

    public string PullRequest { get; init; } = "";

    /// <summary>The event that this one follows.</summary>
    public Guid? RelatedId { get; init; }

    /// <summary>When success or failure was reached.</summary>
    public DateTimeOffset? ReachedAt { get; init; }

    public DateTimeOffset? EndDate { get; init; }
}

/// <summary>Events of a service and a type in a calendar month (UTC).</summary>
[ModuleService]
public readonly record struct MonthCount(int Year, int Month, string Service, EventType Type, long Count);
