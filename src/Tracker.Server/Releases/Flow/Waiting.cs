namespace Tracker.Server.Releases.Flow;

/// <summary>What an application needs another one for.</summary>
/// <param name="IsTracked">Whether Tracker follows it at all.</param>
/// <param name="IsDeployed">Whether some release of it runs in the environment.</param>
public sealed record Dependency(string Name, bool IsTracked, bool IsDeployed);

/// <summary>Who holds the deploy lock of the application in the environment.</summary>
public sealed record LockHolder(string Who, string Link);

/// <summary>A freeze window that is in force.</summary>
public sealed record FreezeInForce(string Reason, DateTimeOffset Until);

/// <summary>A release that waits for an environment, with all that decides whether it may go now.</summary>
public sealed record Waiting
{
    public required QueueEntry Entry { get; init; }

    public required Release Release { get; init; }

    public required ReleaseEnvironment Environment { get; init; }

    /// <summary>The application's name, <c>group.name</c>.</summary>
    public required string Application { get; init; }

    /// <summary>What the other modules call it.</summary>
    public string Service { get; init; } = "";

    /// <summary>What runs there; null when nothing does.</summary>
    public Release? Current { get; init; }

    public ReleasePin? Pin { get; init; }

    /// <summary>The name of the release that is pinned.</summary>
    public string PinnedName { get; init; } = "";

    public IReadOnlyList<Dependency> Depends { get; init; } = [];

    /// <summary>Another release of the application that a deployer has there now.</summary>
    public QueueEntry? Ahead { get; init; }

    /// <summary>How long it must run where it was before.</summary>
    public TimeSpan Soak { get; init; }

    /// <summary>The last incident of the service where it soaks, since it runs there.</summary>
    public DateTimeOffset? Incident { get; init; }

    public FreezeInForce? Freeze { get; init; }

    public LockHolder? Lock { get; init; }
}
