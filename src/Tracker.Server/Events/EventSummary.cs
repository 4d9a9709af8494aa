using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;

namespace Tracker.Server.Events;

/// <summary>An event without its long texts: what a picture of many events needs.</summary>
public sealed record EventSummary
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public EventType Type { get; init; }

    public EventStatus Status { get; init; }

    public EventPriority Priority { get; init; }

    public EventEnvironment Environment { get; init; }

    public string Service { get; init; } = "";

    /// <summary>How the message begins, where a list shows it.</summary>
    public string Message { get; init; } = "";

    public string Owner { get; init; } = "";

    public IReadOnlyList<string> StakeHolders { get; init; } = [];

    public DateTimeOffset? StartDate { get; init; }

    public DateTimeOffset? EndDate { get; init; }

    public TimeSpan? Duration { get; init; }

    /// <summary>The event that this one follows.</summary>
    public Guid? RelatedId { get; init; }

    public static EventSummary Of(Event e) => new()
    {
        Id = Guid.Parse(e.Metadata.Id),
        Title = e.Title,
        CreatedAt = e.Metadata.CreatedAt.ToDateTimeOffset(),
        Type = e.Attributes.Type,
        Status = e.Attributes.Status,
        Priority = e.Attributes.Priority,
        Environment = e.Attributes.Environment,
        Service = e.Attributes.Service,
        Message = e.Attributes.Message,
        Owner = e.Attributes.Owner,
        StakeHolders = e.Attributes.StakeHolders,
        StartDate = e.Attributes.StartDate?.ToDateTimeOffset(),
        EndDate = e.Attributes.EndDate?.ToDateTimeOffset(),
        Duration = e.Metadata.Duration?.ToTimeSpan(),
        RelatedId = Guid.TryParse(e.Attributes.RelatedId, out var related) ? related : null,
    };
}
