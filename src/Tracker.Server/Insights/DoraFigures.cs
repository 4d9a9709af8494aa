namespace Tracker.Server.Insights;

/// <summary>The four figures of a stretch of time, and what they are made of.</summary>
public sealed record DoraFigures
{
    /// <summary>Those that succeeded.</summary>
    public int Deployments { get; init; }

    public double PerDay { get; init; }

    public Distribution? LeadTime { get; init; }

    public int WithoutBeginning { get; init; }

    public int Repeated { get; init; }

    /// <summary>Deployments that ended, with success or not.</summary>
    public int Changes { get; init; }

    public int FailedDeployments { get; init; }

    public int RolledBack { get; init; }

    public int FollowedByIncident { get; init; }

    public int FailedChanges => FailedDeployments + RolledBack + FollowedByIncident;

    /// <summary>From 0 to 1; null when nothing was deployed.</summary>
    public double? FailureRate => Changes == 0 ? null : (double)FailedChanges / Changes;

    /// <summary>Those that began.</summary>
    public int Incidents { get; init; }

    public Distribution? TimeToRestore { get; init; }

    public int Unresolved { get; init; }

    /// <param name="changes">All of the stretch.</param>
    /// <param name="outages">All that began in it.</param>
    /// <param name="days">How long it is, as far as it has passed.</param>
    public static DoraFigures Of(IReadOnlyCollection<Change> changes, IReadOnlyCollection<Outage> outages, double days)
    {
        var successes = changes.Where(c => c.Succeeded).ToList();
        return new()
        {
            Deployments = successes.Count,
            PerDay = days > 0 ? successes.Count / days : 0,
            LeadTime = Distribution.Of(successes.Select(c => c.LeadTime).OfType<TimeSpan>()),
            WithoutBeginning = successes.Count(c => c.Beginning == Beginning.Unknown),
            Repeated = successes.Count(c => c.Beginning == Beginning.Repeated),
            Changes = changes.Count,
            FailedDeployments = changes.Count(c => c.Failure == ChangeFailure.Deployment),
            RolledBack = changes.Count(c => c.Failure == ChangeFailure.RolledBack),
            FollowedByIncident = changes.Count(c => c.Failure == ChangeFailure.Incident),
            Incidents = outages.Count,
            TimeToRestore = Distribution.Of(outages.Select(o => o.Lasted).OfType<TimeSpan>()),
            Unresolved = outages.Count(o => !o.IsResolved),
        };
    }
}
