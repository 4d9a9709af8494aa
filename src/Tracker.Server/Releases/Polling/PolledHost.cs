namespace Tracker.Server.Releases.Polling;

/// <summary>What a host allows in a window of time: GitHub 5,000 requests an hour.</summary>
/// <param name="Remaining">Requests left until <paramref name="ResetAt"/>.</param>
public sealed record HostBudget(int Limit, int Remaining, DateTimeOffset ResetAt, TimeSpan Window);

/// <summary>What is known of a git host or a registry, for one set of credentials: budgets are per token.</summary>
public sealed record PolledHost
{
    /// <summary>How many trackers poll it.</summary>
    public int Trackers { get; init; }

    /// <summary>How many requests of an average poll the host counted lately; those that GitHub answers with 304 it does not count.</summary>
    public double ChargedPerPoll { get; init; }

    /// <summary>Null when it has told none.</summary>
    public HostBudget? Budget { get; init; }

    /// <summary>When a request was last counted.</summary>
    public DateTimeOffset? LastCharge { get; init; }

    /// <summary>Requests in a row that the host itself failed: unreachable, 5xx, too many.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? LastFailure { get; init; }

    /// <summary>Before when it does not want to be asked again: <c>Retry-After</c>.</summary>
    public DateTimeOffset? RetryAt { get; init; }
}
