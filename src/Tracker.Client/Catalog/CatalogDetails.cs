namespace Tracker.Client.Catalog;

/// <summary>A database, a queue or the like.</summary>
public sealed record InfrastructureResource
{
    /// <summary>Its provider's name for it.</summary>
    public string Id { get; init; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it is.</summary>
    public InfrastructureType Type { get; init; }

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who runs it.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Where.</summary>
    public string Region { get; init; } = "";

    /// <summary>An address.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>What else is to be said, at most 100.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>What else uses it.</summary>
    public IReadOnlyList<string> ConnectedServices { get; init; } = [];
}

/// <summary>Where people talk about an entry.</summary>
public sealed record CommunicationChannel
{
    /// <summary>By what.</summary>
    public CommunicationType Type { get; init; }

    /// <summary>Its name there.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its address.</summary>
    public string Url { get; init; } = "";

    /// <summary>What it is for.</summary>
    public string Description { get; init; } = "";
}

/// <summary>Where people look at an entry.</summary>
public sealed record DashboardLink
{
    /// <summary>What draws it.</summary>
    public DashboardType Type { get; init; }

    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its address.</summary>
    public string Url { get; init; } = "";

    /// <summary>What it shows.</summary>
    public string Description { get; init; } = "";
}

/// <summary>How many vulnerabilities are known, in all and by who found them.</summary>
public sealed record VulnerabilitySummary
{
    /// <summary>How many are critical.</summary>
    public int CriticalCount { get; init; }

    /// <summary>How many are high.</summary>
    public int HighCount { get; init; }

    /// <summary>How many are of medium severity.</summary>
    public int MediumCount { get; init; }

    /// <summary>How many are low.</summary>
    public int LowCount { get; init; }

    /// <summary>How many are for information.</summary>
    public int InfoCount { get; init; }

    /// <summary>How many in all.</summary>
    public int TotalCount { get; init; }

    /// <summary>When they were counted.</summary>
    public DateTimeOffset? LastUpdated { get; init; }

    /// <summary>Who found how many, at most 50.</summary>
    public IReadOnlyList<VulnerabilitySource> Sources { get; init; } = [];
}

/// <summary>What one scanner found.</summary>
public sealed record VulnerabilitySource
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "";

    /// <summary>What it scans.</summary>
    public string Type { get; init; } = "";

    /// <summary>Its report.</summary>
    public string Url { get; init; } = "";

    /// <summary>How many are critical.</summary>
    public int CriticalCount { get; init; }

    /// <summary>How many are high.</summary>
    public int HighCount { get; init; }

    /// <summary>How many are of medium severity.</summary>
    public int MediumCount { get; init; }

    /// <summary>How many are low.</summary>
    public int LowCount { get; init; }

    /// <summary>How many are for information.</summary>
    public int InfoCount { get; init; }

    /// <summary>How many in all.</summary>
    public int TotalCount { get; init; }

    /// <summary>When it looked last.</summary>
    public DateTimeOffset? LastScan { get; init; }

    /// <summary>The version that it looked at.</summary>
    public string ScanVersion { get; init; } = "";

    /// <summary>What else is to be said.</summary>
    public string Description { get; init; } = "";
}
