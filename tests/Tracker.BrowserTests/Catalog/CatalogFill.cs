using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using Type = Tracker.Protocol.Catalogs.Type;

namespace Tracker.BrowserTests.Catalog;

/// <summary>The catalog of a company of some teams: projects, what they use, and what they run on.</summary>
internal static class CatalogFill
{
    private static readonly string[] Teams = ["team-web", "team-payments", "team-logistics", "team-platform", "team-data"];

    private static readonly (string Name, Type Type, Languages Language, string Owner, string[] Uses)[] Services =
    [
        ("shop", Type.Project, Languages.Typescript, "team-web", ["checkout", "search", "accounts", "images"]),
        ("backoffice", Type.Project, Languages.Php, "team-web", ["accounts", "orders", "billing"]),
        ("mobile-gateway", Type.Project, Languages.Kotlin, "team-web", ["checkout", "search", "accounts"]),
        ("checkout", Type.Project, Languages.Kotlin, "team-payments", ["payments", "orders", "accounts", "tax-rates"]),
        ("payments", Type.Project, Languages.Java, "team-payments", ["ledger", "fraud-check", "acquirer-bridge"]),
        ("billing", Type.Project, Languages.Java, "team-payments", ["ledger", "mail", "tax-rates"]),
        ("ledger", Type.Project, Languages.Java, "team-payments", ["events-bus"]),
        ("fraud-check", Type.Project, Languages.Python, "team-data", ["feature-store", "events-bus"]),
        ("orders", Type.Project, Languages.Golang, "team-logistics", ["warehouse", "mail", "events-bus"]),
        ("warehouse", Type.Project, Languages.Golang, "team-logistics", ["carrier-bridge", "events-bus"]),
        ("carrier-bridge", Type.Project, Languages.Golang, "team-logistics", []),
        ("acquirer-bridge", Type.Project, Languages.Java, "team-payments", []),
        ("search", Type.Project, Languages.Rust, "team-data", ["search-index", "images"]),
        ("search-index", Type.Project, Languages.Rust, "team-data", ["events-bus"]),
        ("feature-store", Type.Project, Languages.Python, "team-data", ["events-bus"]),
        ("accounts", Type.Project, Languages.Golang, "team-platform", ["mail", "sessions"]),
        ("sessions", Type.Project, Languages.Golang, "team-platform", []),
        ("mail", Type.Project, Languages.Python, "team-platform", ["events-bus"]),
        ("images", Type.Project, Languages.Rust, "team-platform", []),
        ("events-bus", Type.Project, Languages.Java, "team-platform", []),
        ("reports-with-a-name-that-is-longer-than-any-column-would-like-it-to-be", Type.Project, Languages.Python, "team-data", ["ledger", "warehouse", "legacy-mainframe"]),
    ];

    private static readonly (string Name, Type Type, string Latest, string Reference)[] Deliverables =
    [
        ("http-client", Type.Package, "4.2.0", "4.0.0"), ("auth-tokens", Type.Package, "2.7.1", "2.7.0"), ("money", Type.Package, "1.9.3", "1.8.0"),
        ("tracing", Type.Package, "0.31.0", "0.30.0"), ("feature-flags", Type.Package, "3.0.0", ""), ("ui-kit", Type.Package, "12.4.0", "12.0.0"),
        ("service-chart", Type.Chart, "5.1.0", "5.0.0"), ("worker-chart", Type.Chart, "2.2.0", "2.2.0"), ("cron-chart", Type.Chart, "1.0.4", "1.0.0"),
        ("jre-base", Type.Container, "21.0.5", "21.0.4"), ("go-base", Type.Container, "1.23.3", "1.23.0"), ("python-base", Type.Container, "3.12.7", "3.12.0"),
        ("vpc", Type.Module, "8.0.1", "8.0.0"), ("postgres-cluster", Type.Module, "3.4.0", "3.3.0"), ("bucket", Type.Module, "2.0.0", "1.6.0"), ("dns-zone", Type.Module, "1.1.0", ""),
    ];

    public static IEnumerable<CreateUpdateCatalogRequest> Entries()
    {
        var random = new Random(30);
        foreach (var (name, type, language, owner, uses) in Services)
        {
            var entry = new CreateUpdateCatalogRequest
            {
                Name = name,
                Type = type,
                Languages = language,
                Owner = owner,
                Version = $"{random.Next(1, 9)}.{random.Next(20)}.{random.Next(10)}",
                Description = $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('-', ' ')}, kept by {owner.Replace('-', ' ')}.",
                Repository = $"https://git.example.com/{owner}/{name}",
                Platform = random.Next(5) == 0 ? Platform.Lambda : Platform.Kubernetes,
                System = owner is "team-payments" or "team-web" ? "sales" : owner == "team-logistics" ? "delivery" : "foundation",
                Lifecycle = name == "backoffice" ? "deprecated" : "production",
                Sla = new() { Level = (SLALevel)random.Next(1, 5), UptimePercentage = 99 + (random.Next(1, 10) / 10d) },
                DependenciesOut = { uses },
            };
            foreach (var (deliverable, deliverableType, latest, reference) in Deliverables.OrderBy(_ => random.Next()).Take(random.Next(2, 7)))
            {
                entry.UsedDeliverables.Add(new UsedDeliverable { Name = deliverable, Type = deliverableType, VersionUsed = random.Next(4) switch { 0 => Older(reference, latest), 1 when reference.Length > 0 => reference, _ => latest } });
            }

            yield return entry;
        }

        foreach (var (name, type, _, _) in Deliverables)
        {
            yield return new() { Name = name, Type = type, Owner = "team-platform", System = "foundation", Languages = type == Type.Chart ? Languages.Helm : type == Type.Module ? Languages.Terraform : type == Type.Container ? Languages.Docker : Languages.Typescript, Description = $"The {name.Replace('-', ' ')} that everybody uses.", Lifecycle = "production" };
        }

        for (var i = 1; i <= 24; i++)
        {
            yield return new() { Name = $"nightly-job-{i:00}", Type = i % 3 == 0 ? Type.Library : Type.Workflow, Owner = Teams[i % Teams.Length], Languages = Languages.Python };
        }
    }

    public static IEnumerable<UpdateVersionsRequest> Versions() => Deliverables.Select(d => new UpdateVersionsRequest
    {
        Name = d.Name,
        LatestVersion = d.Latest,
        ReferenceVersion = d.Reference,
        AvailableVersions = { new[] { "0.9.0", "1.0.0", d.Reference, d.Latest }.Where(v => v.Length > 0).Distinct() },
    });

    /// <summary>An entry with everything that an entry can have.</summary>
    public static CreateUpdateCatalogRequest Rich(DateTimeOffset now)
    {
        var rich = Entries().Single(e => e.Name == "payments");
        rich.Description = "Takes money from customers and gives it back.\n\nEvery payment passes three steps: authorise, capture, settle.";
        rich.Link = "https://payments.example.com";
        rich.Tags.Add(["pci", "tier-1", "on-call"]);
        rich.Sla = new() { Level = SLALevel.Critical, UptimePercentage = 99.95, ResponseTimeMs = 250, Description = "Measured at the gateway, without announced maintenance." };
        rich.CommunicationChannels.Add(new CommunicationChannel { Type = CommunicationType.Slack, Name = "#payments", Url = "https://chat.example.com/payments", Description = "Questions, also on weekends" });
        rich.CommunicationChannels.Add(new CommunicationChannel { Type = CommunicationType.Email, Name = "payments@example.com", Url = "mailto:payments@example.com" });
        rich.DashboardLinks.Add(new DashboardLink { Type = DashboardType.Grafana, Name = "Golden signals", Url = "https://grafana.example.com/d/payments" });
        rich.DashboardLinks.Add(new DashboardLink { Type = DashboardType.Datadog, Name = "Traces", Url = "https://traces.example.com/payments", Description = "Sampled at one in ten" });
        rich.VulnerabilitySummary = new()
        {
            CriticalCount = 1,
            HighCount = 4,
            MediumCount = 11,
            LowCount = 23,
            InfoCount = 6,
            TotalCount = 45,
            LastUpdated = Timestamp.FromDateTimeOffset(now.AddHours(-5)),
            Sources =
            {
                new VulnerabilitySource { Name = "Image scan", Type = "container", Url = "https://scan.example.com/payments", CriticalCount = 1, HighCount = 4, TotalCount = 5, LastScan = Timestamp.FromDateTimeOffset(now.AddHours(-5)), ScanVersion = "v0.57" },
                new VulnerabilitySource { Name = "Dependency check", Type = "code", MediumCount = 11, LowCount = 23, InfoCount = 6, TotalCount = 40, LastScan = Timestamp.FromDateTimeOffset(now.AddDays(-1)) },
            },
        };
        rich.InfrastructureResources.Add(new InfrastructureResource { Id = "db-7", Name = "payments-db", Type = InfrastructureType.DatabasePostgresql, Provider = "aws", Region = "eu-west-3", Endpoint = "payments-db.internal:5432", Description = "Two nodes, one standby", Metadata = { ["version"] = "15.8", ["storage"] = "400 GB" }, ConnectedServices = { "ledger" } });
        rich.InfrastructureResources.Add(new InfrastructureResource { Id = "q-1", Name = "captures", Type = InfrastructureType.MessagingKafka, Provider = "aws", Region = "eu-west-3", ConnectedServices = { "events-bus", "billing" } });
        return rich;
    }

    private static string Older(string reference, string latest)
    {
        var parts = (reference.Length > 0 ? reference : latest).Split('.');
        return $"{Math.Max(0, int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture) - 1)}.{parts[1]}.9";
    }
}
