namespace Tracker.Client.Catalog;

/// <summary>
/// Something that there is: a service, a library, a chart. Storing an entry replaces it, except its versions: what is null or
/// empty then is emptied.
/// </summary>
public sealed record CatalogEntry
{
    /// <summary>Exact, at most 200 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public CatalogType Type { get; init; }

    /// <summary>What it is written in.</summary>
    public CatalogLanguage Languages { get; init; }

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Its version, in somebody's own words.</summary>
    public string Version { get; init; } = "";

    /// <summary>An address.</summary>
    public string Link { get; init; } = "";

    /// <summary>What it is for, at most 20,000 characters.</summary>
    public string Description { get; init; } = "";

    /// <summary>Where its source is.</summary>
    public string Repository { get; init; } = "";

    /// <summary>When it came to be; the server sets it.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it changed last; the server sets it.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>The names of what depends on it.</summary>
    public IReadOnlyList<string> DependenciesIn { get; init; } = [];

    /// <summary>The names of what it depends on.</summary>
    public IReadOnlyList<string> DependenciesOut { get; init; } = [];

    /// <summary>What is promised of it.</summary>
    public Sla? Sla { get; init; }

    /// <summary>What it runs on.</summary>
    public CatalogPlatform Platform { get; init; }

    /// <summary>Its versions that exist; set by <see cref="CatalogClient.SetVersionsAsync"/>.</summary>
    public IReadOnlyList<string> AvailableVersions { get; init; } = [];

    /// <summary>The newest of them.</summary>
    public string LatestVersion { get; init; } = "";

    /// <summary>The one that everybody should use at least.</summary>
    public string ReferenceVersion { get; init; } = "";

    /// <summary>Which packages, charts, containers and modules it uses.</summary>
    public IReadOnlyList<UsedDeliverable> UsedDeliverables { get; init; } = [];

    /// <summary>Where people talk about it.</summary>
    public IReadOnlyList<CommunicationChannel> CommunicationChannels { get; init; } = [];

    /// <summary>Where people look at it.</summary>
    public IReadOnlyList<DashboardLink> DashboardLinks { get; init; } = [];

    /// <summary>How many vulnerabilities are known.</summary>
    public VulnerabilitySummary? VulnerabilitySummary { get; init; }

    /// <summary>Databases, queues and buckets that it stands on.</summary>
    public IReadOnlyList<InfrastructureResource> InfrastructureResources { get; init; } = [];

    /// <summary>Free words to find it by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Such as <c>experimental</c>, <c>production</c> or <c>deprecated</c>.</summary>
    public string Lifecycle { get; init; } = "";

    /// <summary>The larger whole that it is a part of.</summary>
    public string System { get; init; } = "";
}

/// <summary>What is promised of a service.</summary>
public sealed record Sla
{
    /// <summary>How much depends on it.</summary>
    public SlaLevel Level { get; init; }

    /// <summary>From 0 to 100.</summary>
    public double? UptimePercentage { get; init; }

    /// <summary>Milliseconds.</summary>
    public long? ResponseTimeMs { get; init; }

    /// <summary>The same in words.</summary>
    public string Description { get; init; } = "";
}

/// <summary>Something that an entry uses.</summary>
public sealed record UsedDeliverable
{
    /// <summary>The name of its own entry.</summary>
    public string Name { get; init; } = "";

    /// <summary>What kind of thing it is.</summary>
    public CatalogType Type { get; init; }

    /// <summary>Which version is used.</summary>
    public string VersionUsed { get; init; } = "";

    /// <summary>What for.</summary>
    public string Description { get; init; } = "";
}
