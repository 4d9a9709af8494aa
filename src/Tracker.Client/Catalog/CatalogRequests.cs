namespace Tracker.Client.Catalog;

/// <summary>Which entries to list, and in which order. Every filter narrows the list.</summary>
public sealed record CatalogFilter
{
    /// <summary>Words that must all occur; of the last one the beginning is enough.</summary>
    public string? Query { get; init; }

    /// <summary>Entries of any of these types.</summary>
    public IReadOnlyList<CatalogType> Types { get; init; } = [];

    /// <summary>Entries in any of these languages.</summary>
    public IReadOnlyList<CatalogLanguage> Languages { get; init; } = [];

    /// <summary>Entries on any of these platforms.</summary>
    public IReadOnlyList<CatalogPlatform> Platforms { get; init; } = [];

    /// <summary>Entries with any of these levels.</summary>
    public IReadOnlyList<SlaLevel> SlaLevels { get; init; } = [];

    /// <summary>Entries of any of these owners.</summary>
    public IReadOnlyList<string> Owners { get; init; } = [];

    /// <summary><c>name</c>, <c>-name</c>, <c>updated</c> or <c>-updated</c>; by name unless given.</summary>
    public string? Sort { get; init; }
}

/// <summary>The versions of an entry.</summary>
public sealed record CatalogVersions
{
    /// <summary>Those that exist, at most 1,000.</summary>
    public IReadOnlyList<string> AvailableVersions { get; init; } = [];

    /// <summary>The newest.</summary>
    public string LatestVersion { get; init; } = "";

    /// <summary>The one that everybody should use at least.</summary>
    public string ReferenceVersion { get; init; } = "";
}

/// <summary>What an entry depends on, and what depends on it.</summary>
public sealed record CatalogDependencies
{
    /// <summary>The names of what depends on it, at most 1,000.</summary>
    public IReadOnlyList<string> DependenciesIn { get; init; } = [];

    /// <summary>The names of what it depends on, at most 1,000.</summary>
    public IReadOnlyList<string> DependenciesOut { get; init; } = [];
}

/// <summary>Whose compliance to tell.</summary>
public sealed record ComplianceFilter
{
    /// <summary>Which deliverables count: packages, charts, containers and modules unless given.</summary>
    public IReadOnlyList<CatalogType> Types { get; init; } = [];

    /// <summary>Only projects whose name contains this.</summary>
    public string? Query { get; init; }

    /// <summary>Only projects with something outdated.</summary>
    public bool OutdatedOnly { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Projects on a page, 1 to 1,000.</summary>
    public int PerPage { get; init; } = 1_000;
}
