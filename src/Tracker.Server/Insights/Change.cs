namespace Tracker.Server.Insights;

/// <summary>What is known of when the work on a deployed version began.</summary>
public enum Beginning
{
    /// <summary>Nothing before its deployment tells of it.</summary>
    Unknown,

    /// <summary>An earlier event tells of its version or pull request.</summary>
    Known,

    /// <summary>The version had been deployed there before.</summary>
    Repeated,
}

/// <summary>Why a change counts as failed.</summary>
public enum ChangeFailure
{
    None,

    /// <summary>Its deployment failed.</summary>
    Deployment,

    /// <summary>The version that ran before it came back.</summary>
    RolledBack,

    /// <summary>An incident names it, or began soon after it.</summary>
    Incident,
}

/// <summary>A deployment that ended.</summary>
public sealed class Change
{
    /// <summary>The event of its result.</summary>
    public required Guid Id { get; init; }

    public required string Service { get; init; }

    public required EventEnvironment Environment { get; init; }

    public required bool Succeeded { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Empty when neither its event nor the one that began it tells.</summary>
    public string Version { get; init; } = "";

    public string PullRequest { get; init; } = "";

    /// <summary>The event that its result names.</summary>
    public Guid? RelatedId { get; init; }

    public Beginning Beginning { get; set; }

    /// <summary>From the first trace of its version to its success.</summary>
    public TimeSpan? LeadTime { get; set; }

    public ChangeFailure Failure { get; set; }

    /// <summary>The deployment that took it back, or the incident.</summary>
    public Guid? FailedBy { get; set; }

    /// <summary>It brought the version back that ran before another one.</summary>
    public bool IsRollback { get; set; }
}

/// <summary>An incident, from its start to its end.</summary>
/// <param name="End">Null when it has not ended, or when nobody told when it did.</param>
public sealed record Outage(Guid Id, string Title, string Service, EventEnvironment Environment, DateTimeOffset Start, DateTimeOffset? End, bool IsResolved)
{
    /// <summary>The event that it names as its cause.</summary>
    public Guid? RelatedId { get; init; }

    public TimeSpan? Lasted => End - Start;
}
