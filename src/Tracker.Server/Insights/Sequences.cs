namespace Tracker.Server.Insights;

/// <summary>What the order of a service's deployments to one environment tells.</summary>
public static class Sequences
{
    /// <summary>How long before its success a version's beginning, or its last deployment, is looked for.</summary>
    public static readonly TimeSpan Lookback = TimeSpan.FromDays(90);

    /// <summary>Until when a return to the version before counts as a rollback without naming what it takes back.</summary>
    public static readonly TimeSpan RollbackWithin = TimeSpan.FromDays(7);

    /// <param name="successes">Of one service in one environment, by when they ended.</param>
    /// <param name="traces">Of all versions and pull requests.</param>
    public static void Tell(IReadOnlyList<Change> successes, Traces traces)
    {
        var last = new Dictionary<string, DateTimeOffset>();
        Change? before = null;
        foreach (var change in successes)
        {
            var ranBefore = change.Version.Length > 0 && last.TryGetValue(change.Version, out var at) && at >= change.At - Lookback;
            if (ranBefore)
            {
                change.Beginning = Beginning.Repeated;
                if (before is { IsRollback: false, Version.Length: > 0 } && before.Version != change.Version && TakesBack(change, before)) RollBack(before, change);
            }
            else if (Began(change, traces) is { } began)
            {
                (change.Beginning, change.LeadTime) = (Beginning.Known, change.At - began);
            }

            if (change.Version.Length > 0) last[change.Version] = change.At;
            before = change;
        }
    }

    private static bool TakesBack(Change change, Change before) =>
        change.At - before.At <= RollbackWithin || (change.RelatedId is { } id && (id == before.Id || id == before.RelatedId));

    private static void RollBack(Change taken, Change by)
    {
        (taken.Failure, taken.FailedBy) = (ChangeFailure.RolledBack, by.Id);
        by.IsRollback = true;
    }

    private static DateTimeOffset? Began(Change change, Traces traces)
    {
        var version = Usable(traces.Outside(change.Service, change.Version, change.Environment));
        var pullRequest = Usable(traces.Outside("", change.PullRequest, change.Environment));
        return version < pullRequest || pullRequest is null ? version : pullRequest;

        DateTimeOffset? Usable(DateTimeOffset? trace) => trace < change.At && trace >= change.At - Lookback ? trace : null;
    }
}
