namespace Tracker.Client.Catalog;

/// <summary>Who uses versions below the reference.</summary>
public sealed record Compliance
{
    /// <summary>The projects of the page, by name.</summary>
    public IReadOnlyList<ProjectCompliance> Projects { get; init; } = [];

    /// <summary>Of all projects, whatever was asked for.</summary>
    public required ComplianceSummary Summary { get; init; }

    /// <summary>How many projects match.</summary>
    public long TotalCount { get; init; }
}

/// <summary>What a project uses.</summary>
public sealed record ProjectCompliance
{
    /// <summary>Its name.</summary>
    public required string ProjectName { get; init; }

    /// <summary>What it uses.</summary>
    public IReadOnlyList<DeliverableUsage> Deliverables { get; init; } = [];

    /// <summary>How many of them are outdated.</summary>
    public int OutdatedCount { get; init; }

    /// <summary>How many there are.</summary>
    public int TotalCount { get; init; }

    /// <summary>From 0 to 100.</summary>
    public double CompliancePercentage { get; init; }
}

/// <summary>A deliverable as a project uses it.</summary>
public sealed record DeliverableUsage
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public CatalogType Type { get; init; }

    /// <summary>The version that is used.</summary>
    public string CurrentVersion { get; init; } = "";

    /// <summary>The newest version.</summary>
    public string LatestVersion { get; init; } = "";

    /// <summary>The one to use at least.</summary>
    public string ReferenceVersion { get; init; } = "";

    /// <summary>Whether it is below the reference.</summary>
    public bool IsOutdated { get; init; }

    /// <summary>Whether it is the newest.</summary>
    public bool IsLatest { get; init; }
}

/// <summary>All projects together.</summary>
public sealed record ComplianceSummary
{
    /// <summary>How many there are.</summary>
    public int TotalProjects { get; init; }

    /// <summary>How many use nothing outdated.</summary>
    public int CompliantProjects { get; init; }

    /// <summary>How many use something outdated.</summary>
    public int NonCompliantProjects { get; init; }

    /// <summary>From 0 to 100.</summary>
    public double OverallCompliancePercentage { get; init; }

    /// <summary>By deliverable.</summary>
    public IReadOnlyList<DeliverableStats> DeliverableStats { get; init; } = [];
}

/// <summary>Who uses a deliverable.</summary>
public sealed record DeliverableStats
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public CatalogType Type { get; init; }

    /// <summary>How many projects use it.</summary>
    public int ProjectsUsing { get; init; }

    /// <summary>How many of them in an outdated version.</summary>
    public int ProjectsOutdated { get; init; }

    /// <summary>The newest version.</summary>
    public string LatestVersion { get; init; } = "";

    /// <summary>The one to use at least.</summary>
    public string ReferenceVersion { get; init; } = "";
}

/// <summary>What became of applied YAML.</summary>
public sealed record ApplyOutcome
{
    /// <summary>In the order of the documents.</summary>
    public IReadOnlyList<AppliedEntry> Entries { get; init; } = [];

    /// <summary>How many entries are new.</summary>
    public int Created { get; init; }

    /// <summary>How many were changed.</summary>
    public int Updated { get; init; }

    /// <summary>How many were so already.</summary>
    public int Unchanged { get; init; }

    /// <summary>How many documents are of a kind that the catalog does not hold.</summary>
    public int Skipped { get; init; }
}

/// <summary>What became of one document.</summary>
public sealed record AppliedEntry
{
    /// <summary>The entry's name.</summary>
    public required string Name { get; init; }

    /// <summary>What was done.</summary>
    public ApplyResult Result { get; init; }

    /// <summary>The fields that changed, or why it was skipped.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

/// <summary>An entry's neighbours.</summary>
public sealed record DependencyGraph
{
    /// <summary>The entry itself, then the others by distance and name; at most 500.</summary>
    public IReadOnlyList<GraphNode> Nodes { get; init; } = [];

    /// <summary>Who depends on whom.</summary>
    public IReadOnlyList<GraphEdge> Edges { get; init; } = [];

    /// <summary>Whether there are more than shown.</summary>
    public bool Truncated { get; init; }
}

/// <summary>A neighbour.</summary>
public sealed record GraphNode
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public CatalogType Type { get; init; }

    /// <summary>Who answers for it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Steps from the entry: negative for what depends on it.</summary>
    public int Distance { get; init; }

    /// <summary>Whether the catalog has an entry of this name.</summary>
    public bool Known { get; init; }
}

/// <summary>A dependency.</summary>
/// <param name="From">What depends.</param>
/// <param name="To">What it depends on.</param>
public sealed record GraphEdge(string From, string To);

/// <summary>What runs in an environment.</summary>
public sealed record EnvironmentState
{
    /// <summary>Empty for deployments that named none.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Empty when the deployment did not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>Since when.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The event of its deployment.</summary>
    public string EventId { get; init; } = "";

    /// <summary>What ran there before.</summary>
    public string PreviousVersion { get; init; } = "";

    /// <summary>Who deployed it.</summary>
    public string Owner { get; init; } = "";
}

/// <summary>Something that was deployed.</summary>
public sealed record Deployment
{
    /// <summary>Where; empty when that was not said.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Which version; empty when that was not said.</summary>
    public string Version { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset? DeployedAt { get; init; }

    /// <summary>The event that told of it.</summary>
    public string EventId { get; init; } = "";

    /// <summary>Who deployed it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The event's title.</summary>
    public string Title { get; init; } = "";
}
