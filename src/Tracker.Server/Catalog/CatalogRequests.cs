using Tracker.Protocol.Catalogs;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog;

/// <summary>The contract's requests as entries and queries, and back.</summary>
internal static class CatalogRequests
{
    /// <summary>The entry that the request describes; what it does not set (versions, instants) comes from the stored one.</summary>
    public static CatalogEntry EntryOf(CreateUpdateCatalogRequest r, CatalogEntry? stored)
    {
        var e = new CatalogEntry
        {
            Name = r.Name,
            Type = r.Type,
            Languages = r.Languages,
            Owner = r.Owner,
            Version = r.Version,
            Link = r.Link,
            Description = r.Description,
            Repository = r.Repository,
            DependenciesIn = { r.DependenciesIn },
            DependenciesOut = { r.DependenciesOut },
            Sla = r.Sla?.Clone(),
            Platform = r.Platform,
            UsedDeliverables = { r.UsedDeliverables.Select(d => d.Clone()) },
            CommunicationChannels = { r.CommunicationChannels.Select(c => c.Clone()) },
            DashboardLinks = { r.DashboardLinks.Select(l => l.Clone()) },
            VulnerabilitySummary = r.VulnerabilitySummary?.Clone(),
            InfrastructureResources = { r.InfrastructureResources.Select(i => i.Clone()) },
            Tags = { r.Tags },
            Lifecycle = r.Lifecycle,
            System = r.System,
        };
        if (stored is null) return e;
        e.AvailableVersions.Add(stored.AvailableVersions);
        (e.LatestVersion, e.ReferenceVersion) = (stored.LatestVersion, stored.ReferenceVersion);
        return e;
    }

    public static CreateUpdateCatalogRequest PutOf(CatalogEntry e) => new()
    {
        Name = e.Name,
        Type = e.Type,
        Languages = e.Languages,
        Owner = e.Owner,
        Version = e.Version,
        Link = e.Link,
        Description = e.Description,
        Repository = e.Repository,
        DependenciesIn = { e.DependenciesIn },
        DependenciesOut = { e.DependenciesOut },
        Sla = e.Sla,
        Platform = e.Platform,
        UsedDeliverables = { e.UsedDeliverables },
        CommunicationChannels = { e.CommunicationChannels },
        DashboardLinks = { e.DashboardLinks },
        VulnerabilitySummary = e.VulnerabilitySummary,
        InfrastructureResources = { e.InfrastructureResources },
        Tags = { e.Tags },
        Lifecycle = e.Lifecycle,
        System = e.System,
    };

    public static UpdateVersionsRequest VersionsOf(CatalogEntry e) => new()
    {
        Name = e.Name,
        AvailableVersions = { e.AvailableVersions },
        LatestVersion = e.LatestVersion,
        ReferenceVersion = e.ReferenceVersion,
    };

    public static Outcome<CatalogQuery> QueryOf(ListCatalogsRequest r)
    {
        if ((CheckAll("types", r.Types_) ?? CheckAll("languages", r.Languages) ?? CheckAll("platforms", r.Platforms) ?? CheckAll("sla_levels", r.SlaLevels)) is { } wrong) return wrong;
        if (!CatalogSorts.TryParse(r.Sort, out var sort)) return Failure.Invalid($"sort: \"{r.Sort}\" is not one of {CatalogSorts.Choices}.");
        if (r.Page is < 1) return Failure.Invalid("page must be 1 or more.");
        return new CatalogQuery
        {
            Text = r.Query,
            Types = r.Types_,
            Languages = r.Languages,
            Platforms = r.Platforms,
            SlaLevels = r.SlaLevels,
            Owners = r.Owners,
            Sort = sort,
            PerPage = PerPageOf(r.PerPage, 50),
            Page = r.Page ?? 1,
        };
    }

    public static Outcome<(EventEnvironment? Environment, int PerPage, int Page)> DeploymentsOf(ListDeploymentsRequest r, EnvironmentNames environments)
    {
        if (CatalogRules.CheckName("name", r.Name) is { } failure) return failure;
        EventEnvironment? environment = null;
        if (r.Environment.Length > 0)
        {
            if (!environments.TryParse(r.Environment, out var one)) return Failure.Invalid($"environment: \"{r.Environment}\" is not one of {EnumNames.Choices<EventEnvironment>()}, nor another name of one.");
            environment = one;
        }

        var (perPage, page) = (PerPageOf(r.PerPage, 50), r.Page ?? 1);
        if (page < 1) return Failure.Invalid("page must be 1 or more.");
        return (long)page * perPage > CatalogQuery.MaxDepth
            ? Failure.Invalid($"page: pages reach to the {CatalogQuery.MaxDepth}th deployment.")
            : (environment, perPage, page);
    }

    public static int PerPageOf(uint? asked, int standard) =>
        asked is null or 0 ? standard : (int)Math.Min(asked.Value, CatalogQuery.MaxPerPage);

    private static Failure? CheckAll<T>(string field, IEnumerable<T> values)
        where T : struct, Enum => values.Select(v => EnumNames.Check(field, v)).FirstOrDefault(f => f is not null);
}
