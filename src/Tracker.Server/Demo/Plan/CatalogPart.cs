using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;

namespace Tracker.Server.Demo.Plan;

/// <summary>What there is: every service, and some libraries that they use in several versions.</summary>
internal static class CatalogPart
{
    private static readonly Languages[] Written = [Languages.Golang, Languages.Java, Languages.Kotlin, Languages.Python, Languages.Typescript, Languages.Rust];
    private static readonly string[] Libraries = ["http-kit", "auth-client", "event-client", "metrics-agent", "design-system", "base-chart"];

    public static void Write(DemoScript script)
    {
        var random = script.RandomFor("catalog");
        var at = script.Begin;
        foreach (var name in Libraries)
        {
            script.Add(new EntryPut(at, LibraryOf(name, random), new() { Name = name, AvailableVersions = { "3.0.0", "3.1.0", "3.2.1", "4.0.0" }, LatestVersion = "4.0.0", ReferenceVersion = "3.2.1" }));
            at = at.AddSeconds(1);
        }

        foreach (var service in script.Platform.Services)
        {
            script.Add(new EntryPut(at, EntryOf(script, service, random), new() { Name = service.Name, LatestVersion = service.First.ToString(), ReferenceVersion = service.First.ToString() }));
            at = at.AddSeconds(1);
        }
    }

    private static CreateUpdateCatalogRequest LibraryOf(string name, Random random) => new()
    {
        Name = name,
        Type = name == "base-chart" ? CatalogType.Chart : CatalogType.Package,
        Languages = name == "base-chart" ? Languages.Helm : Written[random.Next(Written.Length)],
        Owner = "foundation",
        Version = "4.0.0",
        Repository = $"https://git.example.com/foundation/{name}",
        Description = $"Shared by all teams: {name.Replace('-', ' ')}.",
        Lifecycle = "production",
    };

    private static CreateUpdateCatalogRequest EntryOf(DemoScript script, DemoService s, Random random)
    {
        var weight = script.Platform.Users[s.Name].Count();
        var level = weight > 6 ? SLALevel.Critical : weight > 2 ? SLALevel.High : random.Next(3) == 0 ? SLALevel.Low : SLALevel.Medium;
        var entry = new CreateUpdateCatalogRequest
        {
            Name = s.Name,
            Type = CatalogType.Project,
            Languages = Written[random.Next(Written.Length)],
            Owner = s.Team.Name,
            System = s.Team.System,
            Version = s.First.ToString(),
            Description = $"{Sentence(s.Name)} of team {s.Team.Name}.",
            Link = $"https://{s.Name}.example.com",
            Repository = $"https://git.example.com/{s.Team.Name}/{s.Name}",
            Platform = random.Next(6) == 0 ? Platform.Lambda : Platform.Kubernetes,
            Lifecycle = random.Next(12) == 0 ? "experimental" : "production",
            DependenciesOut = { s.DependsOn },
            DependenciesIn = { script.Platform.Users[s.Name].Select(u => u.Name).Order(StringComparer.Ordinal) },
            Sla = new() { Level = level, UptimePercentage = level == SLALevel.Critical ? 99.95 : level == SLALevel.High ? 99.9 : 99.5, ResponseTimeMs = (uint)random.Next(1, 9) * 50 },
            Tags = { s.Team.System, s.Team.Name },
            CommunicationChannels = { new CommunicationChannel { Type = CommunicationType.Slack, Name = $"#team-{s.Team.Name}", Url = $"https://chat.example.com/team-{s.Team.Name}" } },
            DashboardLinks = { new DashboardLink { Type = DashboardType.Grafana, Name = s.Name, Url = $"https://grafana.example.com/d/{s.Name}" } },
            UsedDeliverables =
            {
                new UsedDeliverable { Name = Libraries[random.Next(5)], Type = CatalogType.Package, VersionUsed = random.Next(3) == 0 ? "3.1.0" : "3.2.1" },
                new UsedDeliverable { Name = "base-chart", Type = CatalogType.Chart, VersionUsed = random.Next(4) == 0 ? "3.0.0" : "4.0.0" },
            },
        };
        if (random.Next(3) > 0) entry.InfrastructureResources.Add(Stored(s, random));
        if (random.Next(4) == 0) entry.VulnerabilitySummary = Found(script, random);
        return entry;
    }

    private static InfrastructureResource Stored(DemoService s, Random random)
    {
        var (type, provider) = random.Next(4) switch
        {
            0 => (InfrastructureType.CacheRedis, "redis"),
            1 => (InfrastructureType.MessagingKafka, "kafka"),
            _ => (InfrastructureType.DatabasePostgresql, "postgres"),
        };
        return new() { Id = $"{provider}/{s.Name}", Name = $"{s.Name}-{provider}", Type = type, Provider = "on premise", Region = "eu-central", Endpoint = $"{s.Name}.{provider}.internal", ConnectedServices = { s.Name } };
    }

    private static VulnerabilitySummary Found(DemoScript script, Random random)
    {
        var (high, medium, low) = (random.Next(2), random.Next(4), random.Next(9));
        return new() { HighCount = high, MediumCount = medium, LowCount = low, TotalCount = high + medium + low, LastUpdated = script.Begin.AddHours(-6).ToTimestamp() };
    }

    private static string Sentence(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('-', ' ');
}
