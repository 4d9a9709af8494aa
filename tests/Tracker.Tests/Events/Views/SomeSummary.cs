using Tracker.Server.Events;

namespace Tracker.Tests.Events.Views;

/// <summary>Events at hours of one Friday.</summary>
internal static class SomeSummary
{
    public static readonly DateTimeOffset Midnight = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset At(double hour) => Midnight.AddHours(hour);

    public static EventSummary Event(
        double created, EventStatus status = EventStatus.Success, double? start = null, double? end = null, double? lasted = null,
        EventSummary? follows = null, string service = "shop", EventEnvironment environment = EventEnvironment.Production,
        EventType type = EventType.Deployment, string title = "Deploy") => new()
        {
            Id = Guid.CreateVersion7(At(created)),
            Title = title,
            CreatedAt = At(created),
            Status = status,
            Type = type,
            Service = service,
            Environment = environment,
            StartDate = start is { } s ? At(s) : null,
            EndDate = end is { } e ? At(e) : null,
            Duration = lasted is { } d ? TimeSpan.FromHours(d) : null,
            RelatedId = follows?.Id,
        };
}
