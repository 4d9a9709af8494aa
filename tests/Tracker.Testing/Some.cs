using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using EventType = Tracker.Protocol.Events.Type;

namespace Tracker.Testing;

/// <summary>
/// Realistic data. <see cref="Event"/> and the rest of the static part are random and differ from run to run where only
/// the shape matters; a <see cref="Some"/> made with a seed gives the same sequence each time.
/// </summary>
public sealed class Some(int seed)
{
    private static readonly Some Any = new(System.Environment.TickCount);
    private static long _serial = System.Environment.TickCount64;

    private static readonly string[] Services =
    [
        "checkout", "payments", "catalog-api", "search", "identity", "notifications", "billing", "inventory", "shipping",
        "recommendations", "web-frontend", "mobile-gateway", "reporting", "data-warehouse", "fraud-detection",
    ];

    private static readonly string[] Owners = ["amira.haddad", "jonas.weber", "li.na", "sofia.rossi", "team-payments", "team-platform", "on-call"];

    private static readonly string[] Sources = ["github_actions", "gitlab_ci", "jenkins", "argocd", "terraform", "pagerduty"];

    private readonly Random _random = new(seed);
    private readonly Lock _gate = new();

    /// <summary>A name that nothing else in this run has: filters by it find only what the test made.</summary>
    public static string Name(string prefix = "service") => $"{prefix}-{Interlocked.Increment(ref _serial):x}";

    /// <summary>A valid event of a service of its own, as a REST body.</summary>
    public static string EventJson() => Google.Protobuf.JsonFormatter.Default.Format(Event());

    /// <summary>A valid event of a service of its own.</summary>
    public static CreateEventRequest Event(
        EventType type = EventType.Deployment,
        Status status = Status.Success,
        string? service = null,
        string? title = null,
        Action<CreateEventRequest>? with = null)
    {
        var request = Any.NextEvent();
        request.Attributes.Type = type;
        request.Attributes.Status = status;
        request.Attributes.Service = service ?? Name();
        request.Title = title ?? TitleOf(type, request.Attributes.Service, request.Attributes.Version);
        with?.Invoke(request);
        return request;
    }

    /// <summary>A valid event with everything chosen by the seed.</summary>
    public CreateEventRequest NextEvent()
    {
        lock (_gate)
        {
            var type = (EventType)_random.Next(1, 6);
            var service = Pick(Services);
            var version = $"v{_random.Next(1, 6)}.{_random.Next(30)}.{_random.Next(10)}";
            return new CreateEventRequest
            {
                Title = TitleOf(type, service, version),
                Attributes = new EventAttributes
                {
                    Message = $"{version} of {service}: {_random.Next(2, 40)} commits, pipeline {_random.Next(10_000, 99_999)}",
                    Source = Pick(Sources),
                    Type = type,
                    Priority = (Priority)_random.Next(1, 6),
                    Service = service,
                    Status = Pick([Status.Start, Status.Success, Status.Failure, Status.InProgress, Status.Planned]),
                    Environment = (Protocol.Events.Environment)_random.Next(1, 9),
                    Impact = _random.Next(4) == 0,
                    Owner = Pick(Owners),
                    StakeHolders = { Pick(Owners) },
                    Host = $"node-{_random.Next(1, 40):00}",
                    Tags = { "team:" + Pick(Owners), version },
                    Version = version,
                },
                Links = new EventLinks
                {
                    PullRequestLink = $"https://git.example.com/{service}/pull/{_random.Next(1, 5000)}",
                    Ticket = $"OPS-{_random.Next(100, 9999)}",
                },
            };
        }
    }

    /// <summary>The same, spanning some time within the <paramref name="days"/> before <paramref name="now"/>.</summary>
    public CreateEventRequest NextEvent(DateTimeOffset now, int days = 30)
    {
        var request = NextEvent();
        lock (_gate)
        {
            var start = now - TimeSpan.FromSeconds(_random.NextInt64((long)TimeSpan.FromDays(days).TotalSeconds));
            request.Attributes.StartDate = Timestamp.FromDateTimeOffset(start);
            request.Attributes.EndDate = Timestamp.FromDateTimeOffset(start + TimeSpan.FromSeconds(_random.Next(20, 7200)));
        }
        return request;
    }

    private static string TitleOf(EventType type, string service, string version) => type switch
    {
        EventType.Deployment => $"Deploy {service} {version}",
        EventType.Operation => $"Rotate the certificates of {service}",
        EventType.Drift => $"Configuration of {service} differs from the repository",
        EventType.Incident => $"{service} answers slowly",
        _ => $"Monthly report robot for {service}",
    };

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];
}
