using System.Text;
using Tracker.Client.Connect;

namespace Tracker.Client.Catalog;

/// <summary>What there is, and which version runs where. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class CatalogClient
{
    private static readonly Route PutRoute = Route.Put("/api/v1alpha1/catalog");
    private static readonly Route GetRoute = Route.Get("/api/v1alpha1/catalog");
    private static readonly Route DeleteRoute = Route.Delete("/api/v1alpha1/catalog");
    private static readonly Route ListRoute = Route.Get("/api/v1alpha1/catalogs/list");
    private static readonly Route VersionsRoute = Route.Put("/api/v1alpha1/catalog/{name}/versions");
    private static readonly Route DependenciesRoute = Route.Put("/api/v1alpha1/catalog/{name}/dependencies");
    private static readonly Route ComplianceRoute = Route.Get("/api/v1alpha1/catalog/version-compliance");
    private static readonly Route GraphRoute = Route.Get("/api/v1alpha1/catalog/{name}/graph");
    private static readonly Route EnvironmentsRoute = Route.Get("/api/v1alpha1/catalog/{name}/environments");
    private static readonly Route DeploymentsRoute = Route.Get("/api/v1alpha1/catalog/{name}/deployments");
    private static readonly Route ApplyRoute = Route.Post("/api/v1alpha1/catalog/apply");
    private static readonly Route ExportRoute = Route.Get("/api/v1alpha1/catalog.yaml");

    private readonly RestConnection _rest;

    internal CatalogClient(RestConnection rest) => _rest = rest;

    /// <summary>Creates the entry of this name, or replaces it but for its versions.</summary>
    /// <example><code>
    /// var entry = await client.Catalog.GetAsync("payments");
    /// await client.Catalog.PutAsync(entry with { Owner = "team-money" });
    /// </code></example>
    public async Task<CatalogEntry> PutAsync(CatalogEntry entry, CancellationToken ct = default) =>
        (await _rest.SendAsync(PutRoute, PutRoute.Path(), entry, CatalogJson.Default.CatalogEntry, CatalogJson.Default.EntryAnswer, ct).ConfigureAwait(false)).Catalog;

    /// <summary>One entry.</summary>
    public async Task<CatalogEntry> GetAsync(string name, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path() + Named(name), CatalogJson.Default.EntryAnswer, ct).ConfigureAwait(false)).Catalog;

    /// <summary>Deletes an entry. Audited.</summary>
    public Task DeleteAsync(string name, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path() + Named(name), ct);

    /// <summary>The entries that match; all of them, by name, unless a filter says otherwise.</summary>
    public Paged<CatalogEntry> List(CatalogFilter? filter = null) => new(async (page, perPage, ct) =>
    {
        var f = filter ?? new();
        var query = new Query()
            .Add("query", f.Query).AddNames("types", f.Types).AddNames("languages", f.Languages).AddNames("platforms", f.Platforms)
            .AddNames("sla_levels", f.SlaLevels).AddEach("owners", f.Owners).Add("sort", f.Sort).Add("page", page).Add("per_page", perPage);
        var answer = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, CatalogJson.Default.EntryListAnswer, ct).ConfigureAwait(false);
        return new(answer.Catalogs, answer.TotalCount, answer.TotalCountCapped, answer.Catalogs.Count >= perPage);
    });

    /// <summary>Sets which versions of an entry exist.</summary>
    public async Task<CatalogEntry> SetVersionsAsync(string name, CatalogVersions versions, CancellationToken ct = default) =>
        (await _rest.SendAsync(VersionsRoute, VersionsRoute.Path(name), versions, CatalogJson.Default.CatalogVersions, CatalogJson.Default.EntryAnswer, ct).ConfigureAwait(false)).Catalog;

    /// <summary>Sets what an entry depends on, and what depends on it.</summary>
    public async Task<CatalogEntry> SetDependenciesAsync(string name, CatalogDependencies dependencies, CancellationToken ct = default) =>
        (await _rest.SendAsync(DependenciesRoute, DependenciesRoute.Path(name), dependencies, CatalogJson.Default.CatalogDependencies, CatalogJson.Default.EntryAnswer, ct).ConfigureAwait(false)).Catalog;

    /// <summary>Which projects use versions below the reference.</summary>
    public Task<Compliance> GetComplianceAsync(ComplianceFilter? filter = null, CancellationToken ct = default)
    {
        filter ??= new();
        var query = new Query()
            .AddNames("types", filter.Types).Add("query", filter.Query).Add("outdated_only", filter.OutdatedOnly ? true : null)
            .Add("page", filter.Page).Add("per_page", filter.PerPage);
        return _rest.SendAsync(ComplianceRoute, ComplianceRoute.Path() + query, CatalogJson.Default.Compliance, ct);
    }

    /// <summary>What an entry depends on and what depends on it.</summary>
    /// <param name="name">The entry's name.</param>
    /// <param name="depth">How many steps away, 1 to 5.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<DependencyGraph> GetGraphAsync(string name, int depth = 1, CancellationToken ct = default) =>
        _rest.SendAsync(GraphRoute, GraphRoute.Path(name) + new Query().Add("depth", depth), CatalogJson.Default.DependencyGraph, ct);

    /// <summary>Which version of a service runs in each environment, as its deployment events tell. It need not be in the catalog.</summary>
    public async Task<IReadOnlyList<EnvironmentState>> GetEnvironmentsAsync(string name, CancellationToken ct = default) =>
        (await _rest.SendAsync(EnvironmentsRoute, EnvironmentsRoute.Path(name), CatalogJson.Default.EnvironmentsAnswer, ct).ConfigureAwait(false)).Environments;

    /// <summary>What was deployed of a service, newest first.</summary>
    /// <param name="name">The service's name.</param>
    /// <param name="environment">A name or an alias such as <c>prod</c>; all unless given.</param>
    public Paged<Deployment> Deployments(string name, string? environment = null) => new(async (page, perPage, ct) =>
    {
        var query = new Query().Add("environment", environment).Add("page", page).Add("per_page", perPage);
        var answer = await _rest.SendAsync(DeploymentsRoute, DeploymentsRoute.Path(name) + query, CatalogJson.Default.DeploymentsAnswer, ct).ConfigureAwait(false);
        return new(answer.Deployments, answer.TotalCount, false, answer.Deployments.Count >= perPage);
    });

    /// <summary>Creates and changes the entries that YAML declares: Tracker's own documents, or Backstage's. All of it or nothing.</summary>
    /// <param name="yaml">At most 4 MB and 1,000 entries.</param>
    /// <param name="dryRun">Whether only to tell what would happen.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ApplyOutcome> ApplyAsync(string yaml, bool dryRun = false, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(yaml);
        var exchange = new Exchange(ApplyRoute, ApplyRoute.Path() + new Query().Add("dry_run", dryRun ? true : null)) { Body = Encoding.UTF8.GetBytes(yaml), BodyType = "application/yaml" };
        return _rest.SendAsync(exchange, CatalogJson.Default.ApplyOutcome, ct);
    }

    /// <summary>The catalog as YAML that can be applied again.</summary>
    /// <param name="name">Of one entry alone.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<string> ExportAsync(string? name = null, CancellationToken ct = default)
    {
        var exchange = new Exchange(ExportRoute, ExportRoute.Path() + new Query().Add("name", name)) { Accept = "application/yaml" };
        return Encoding.UTF8.GetString(await _rest.SendAsync(exchange, ct).ConfigureAwait(false));
    }

    private static Query Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new Query().Add("name", name);
    }
}
