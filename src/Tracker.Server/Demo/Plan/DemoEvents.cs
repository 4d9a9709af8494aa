using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;

namespace Tracker.Server.Demo.Plan;

/// <summary>Events as the platform's pipelines and people write them.</summary>
internal static class DemoEvents
{
    private static readonly string[] Pipelines = ["github_actions", "gitlab_ci", "argocd"];

    public static CreateEventRequest Deployment(DemoService service, EventEnvironment environment, Version version, Random random) => new()
    {
        Title = $"Deploy {service.Name} {version} to {EnumName(environment)}",
        Attributes = new()
        {
            Type = EventType.Deployment,
            Status = EventStatus.Start,
            Priority = environment == EventEnvironment.Production ? EventPriority.P3 : EventPriority.P5,
            Service = service.Name,
            Environment = environment,
            Version = version.ToString(),
            Source = Pipelines[service.Name.Length % Pipelines.Length],
            Owner = service.PersonOf(random),
            Host = environment == EventEnvironment.Production ? service.Host : "",
            Message = $"Rolling out {version}.",
        },
        Links = new() { PullRequestLink = $"https://git.example.com/{service.Team.Name}/{service.Name}/pull/{random.Next(100, 2000)}" },
    };

    /// <summary>An incident that opens, and is closed after a while. Answers when it is over.</summary>
    public static DateTimeOffset AddIncident(this DemoScript script, string key, DemoService service, DateTimeOffset at, (string What, string Found) story, Random random)
    {
        var person = service.PersonOf(random);
        script.Add(new EventMade(at, key, new()
        {
            Title = $"{service.Name}: {story.What}",
            Attributes = new()
            {
                Type = EventType.Incident,
                Status = EventStatus.Open,
                Priority = random.Next(3) == 0 ? EventPriority.P1 : EventPriority.P2,
                Service = service.Name,
                Environment = EventEnvironment.Production,
                Source = "alertmanager",
                Owner = person,
                Impact = true,
                Host = random.Next(2) == 0 ? service.Host : "",
                Message = $"Seen by the alert on {service.Name}; {person} is on call.",
            },
            Links = new() { Ticket = $"https://tickets.example.com/INC-{random.Next(1000, 9999)}" },
        }));
        var taken = at.AddMinutes(random.Next(3, 12));
        script.Add(new EventMoved(taken, key, EventStatus.InProgress, $"{person} looks into it."));
        var over = taken.AddMinutes(random.Next(15, 200));
        script.Add(new EventMoved(over, key, EventStatus.Close, story.Found));
        return over;
    }

    public static CreateEventRequest Planned(DemoService service, string title, DateTimeOffset from, TimeSpan takes, Random random) => new()
    {
        Title = title,
        Attributes = new()
        {
            Type = EventType.Operation,
            Status = EventStatus.Planned,
            Priority = EventPriority.P3,
            Service = service.Name,
            Environment = EventEnvironment.Production,
            Owner = service.PersonOf(random),
            Source = "calendar",
            StartDate = from.ToTimestamp(),
            EndDate = (from + takes).ToTimestamp(),
            Message = "Announced to all teams.",
            StakeHolders = { "foundation", service.Team.Name },
        },
    };

    private static string EnumName(EventEnvironment environment) => environment.ToString().ToLowerInvariant();
}
