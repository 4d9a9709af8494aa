using Tracker.Client;
using Tracker.Client.Catalog;
using Tracker.Client.Events;

namespace Tracker.ClientTests.Library;

public sealed class CatalogClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private CatalogClient Catalog => server.Client.Catalog;

    [Fact]
    public async Task An_entry_that_is_read_and_stored_again_keeps_all_that_it_has()
    {
        var stored = await Catalog.PutAsync(new()
        {
            Name = "team/payments",
            Type = CatalogType.Project,
            Languages = CatalogLanguage.Golang,
            Platform = CatalogPlatform.CloudRun,
            Owner = "team-payments",
            Tags = ["money"],
            Sla = new() { Level = SlaLevel.Critical, UptimePercentage = 99.95, ResponseTimeMs = 250 },
            DependenciesOut = ["ledger"],
            UsedDeliverables = [new() { Name = "base-image", Type = CatalogType.Container, VersionUsed = "1.4.0" }],
            CommunicationChannels = [new() { Type = CommunicationType.Slack, Name = "#payments" }],
            DashboardLinks = [new() { Type = DashboardType.Grafana, Url = "https://grafana.example.com" }],
            VulnerabilitySummary = new() { CriticalCount = 1, TotalCount = 1, LastUpdated = DateTimeOffset.UnixEpoch, Sources = [new() { Name = "trivy", CriticalCount = 1 }] },
            InfrastructureResources = [new() { Id = "db", Type = InfrastructureType.DatabasePostgresql, Metadata = new Dictionary<string, string> { ["size"] = "big" } }],
        });

        var again = await Catalog.PutAsync(await Catalog.GetAsync("team/payments") with { Owner = "team-money" });

        Assert.Equal("team-money", again.Owner);
        Assert.Equal((CatalogLanguage.Golang, CatalogPlatform.CloudRun, 99.95, 250L), (again.Languages, again.Platform, again.Sla!.UptimePercentage!.Value, again.Sla.ResponseTimeMs!.Value));
        Assert.Equal("1.4.0", Assert.Single(again.UsedDeliverables).VersionUsed);
        Assert.Equal("#payments", Assert.Single(again.CommunicationChannels).Name);
        Assert.Equal(DashboardType.Grafana, Assert.Single(again.DashboardLinks).Type);
        Assert.Equal(DateTimeOffset.UnixEpoch, again.VulnerabilitySummary!.LastUpdated);
        Assert.Equal("big", Assert.Single(again.InfrastructureResources).Metadata["size"]);
        Assert.Equal(stored.CreatedAt, again.CreatedAt);

        await Catalog.DeleteAsync("team/payments");
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Catalog.GetAsync("team/payments"))).IsNotFound);
    }

    [Fact]
    public async Task Entries_are_listed_by_what_they_are()
    {
        await Catalog.PutAsync(new() { Name = "listed-b", Type = CatalogType.Chart, Owner = "ops", Sla = new() { Level = SlaLevel.Low } });
        await Catalog.PutAsync(new() { Name = "listed-a", Type = CatalogType.Library, Owner = "ops" });
        await Catalog.PutAsync(new() { Name = "listed-c", Type = CatalogType.Chart, Owner = "dev", Languages = CatalogLanguage.Helm, Platform = CatalogPlatform.Kubernetes });

        var charts = await Catalog.List(new() { Query = "listed", Types = [CatalogType.Chart], Sort = "-name" }).AllAsync();
        var narrow = await Catalog.List(new() { Types = [CatalogType.Chart], Owners = ["dev", "ops"], Languages = [CatalogLanguage.Helm], Platforms = [CatalogPlatform.Kubernetes] }).AllAsync();
        var low = await Catalog.List(new() { SlaLevels = [SlaLevel.Low] }).PageAsync();

        Assert.Equal(["listed-c", "listed-b"], charts.Select(c => c.Name));
        Assert.Equal("listed-c", Assert.Single(narrow).Name);
        Assert.Equal("listed-b", Assert.Single(low.Items).Name);
    }

    [Fact]
    public async Task Who_is_behind_the_reference_is_told()
    {
        await Catalog.PutAsync(new() { Name = "image", Type = CatalogType.Container });
        var versions = await Catalog.SetVersionsAsync("image", new() { AvailableVersions = ["1.0.0", "2.0.0"], LatestVersion = "2.0.0", ReferenceVersion = "2.0.0" });
        await Catalog.PutAsync(new() { Name = "behind", Type = CatalogType.Project, UsedDeliverables = [new() { Name = "image", Type = CatalogType.Container, VersionUsed = "1.0.0" }] });

        var compliance = await Catalog.GetComplianceAsync(new() { Types = [CatalogType.Container], Query = "behind", OutdatedOnly = true });

        Assert.Equal("2.0.0", versions.ReferenceVersion);
        var project = Assert.Single(compliance.Projects);
        Assert.Equal(("behind", 1, 0d), (project.ProjectName, project.OutdatedCount, project.CompliancePercentage));
        Assert.True(Assert.Single(project.Deliverables).IsOutdated);
        Assert.True(compliance.Summary.NonCompliantProjects >= 1);
    }

    [Fact]
    public async Task Neighbours_and_what_runs_where_are_told()
    {
        await Catalog.PutAsync(new() { Name = "shop", Type = CatalogType.Project });
        await Catalog.SetDependenciesAsync("shop", new() { DependenciesOut = ["shop-db"], DependenciesIn = ["shop-ui"] });
        await server.Client.Events.CreateAsync(new()
        {
            Title = "Deploy",
            Attributes = new() { Type = EventType.Deployment, Service = "shop", Status = EventStatus.Success, Environment = EventEnvironment.Production, Version = "1.4.2", Owner = "ada" },
        });

        var graph = await Catalog.GetGraphAsync("shop", depth: 2);
        var state = Assert.Single(await Catalog.GetEnvironmentsAsync("shop"));
        var deployment = Assert.Single(await Catalog.Deployments("shop", "prod").AllAsync());

        Assert.Equal(["shop", "shop-db", "shop-ui"], graph.Nodes.Select(n => n.Name).Order());
        Assert.Contains(new GraphEdge("shop", "shop-db"), graph.Edges);
        Assert.Equal(("production", "1.4.2", "ada"), (state.Environment, state.Version, state.Owner));
        Assert.Equal((state.EventId, state.Since), (deployment.EventId, deployment.DeployedAt));
    }

    [Fact]
    public async Task Yaml_is_applied_and_exported()
    {
        const string Yaml = "name: from-yaml\nowner: team-ä\ntype: project\n---\nname: from-yaml-2\n";

        var dry = await Catalog.ApplyAsync(Yaml, dryRun: true);
        var done = await Catalog.ApplyAsync(Yaml);
        var export = await Catalog.ExportAsync("from-yaml");
        var again = await Catalog.ApplyAsync(export);

        Assert.Equal((2, 2, 1), (dry.Created, done.Created, again.Unchanged));
        Assert.Equal(["from-yaml", "from-yaml-2"], done.Entries.Select(e => e.Name));
        Assert.Equal(ApplyResult.Created, done.Entries[0].Result);
        Assert.Contains("team-ä", export);
        Assert.Contains("from-yaml-2", await Catalog.ExportAsync());
    }
}
