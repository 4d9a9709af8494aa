using Tracker.Server.Events;
using Tracker.Server.Insights;
using Tracker.Testing;

namespace Tracker.Tests.Insights;

/// <summary>A history made by hand: days and hours are counted from its beginning.</summary>
internal sealed class Past
{
    public static readonly DateTimeOffset Start = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<HistoricEvent> _events = [];

    public Past(params IEnumerable<HistoricEvent> events) => _events.AddRange(events);

    public static DateTimeOffset Hour(double hours) => Start.AddHours(hours);

    public static HistoricEvent Deployment(
        double hour, string version, EventStatus status = EventStatus.Success, EventEnvironment environment = EventEnvironment.Production,
        string service = "shop", Guid? related = null, string pullRequest = "") => new()
        {
            Id = Guid.NewGuid(),
            Type = EventType.Deployment,
            Status = status,
            Service = service,
            Environment = environment,
            Version = version,
            PullRequest = pullRequest,
            RelatedId = related,
            CreatedAt = Hour(hour),
            At = Hour(hour),
            ReachedAt = status is EventStatus.Success or EventStatus.Failure ? Hour(hour) : null,
        };

    public static HistoricEvent Incident(
        double hour, double? ends = null, EventStatus? status = null, EventEnvironment environment = EventEnvironment.Production, string service = "shop", Guid? related = null) => new()
        {
            Id = Guid.NewGuid(),
            Type = EventType.Incident,
            Status = status ?? (ends is null ? EventStatus.Open : EventStatus.Close),
            Service = service,
            Environment = environment,
            RelatedId = related,
            Title = "Down",
            CreatedAt = Hour(hour),
            At = Hour(hour),
            EndDate = ends is { } end ? Hour(end) : null,
        };

    public static HistoricEvent Operation(double hour, string version = "", string pullRequest = "", string service = "shop") =>
        Deployment(hour, version, service: service, pullRequest: pullRequest) with { Type = EventType.Operation, Environment = EventEnvironment.Unspecified };

    /// <summary>The story in another order, which must change nothing.</summary>
    public (IReadOnlyList<Change> Changes, IReadOnlyList<Outage> Outages) Tell(
        EventEnvironment? only = EventEnvironment.Production, IReadOnlyDictionary<Guid, DateTimeOffset>? moved = null, double now = 24 * 60)
    {
        var history = new History(only);
        var events = _events.ToArray();
        new Random(_events.Count).Shuffle(events);
        foreach (var e in events) history.Add(e);
        return history.Tell(moved ?? new Dictionary<Guid, DateTimeOffset>(), Hour(now));
    }

    public DoraFigures Figures(EventEnvironment? only = EventEnvironment.Production, double now = 24 * 60)
    {
        var (changes, outages) = Tell(only, now: now);
        return DoraFigures.Of(changes, outages, 10);
    }
}
