namespace Tracker.Server.Demo.Plan;

/// <summary>What was planted, and what came of it.</summary>
internal enum CauseKind
{
    /// <summary>A deployment breaks its own service.</summary>
    Deployment,

    /// <summary>A deployment breaks a service that depends on it.</summary>
    Dependency,

    /// <summary>A lock is taken by force, two deployments overlap, the service breaks.</summary>
    ForcedLock,

    /// <summary>A release waits in the queue while the old image breaks.</summary>
    WaitingRelease,

    /// <summary>A slow step of a timeline makes the job after it late.</summary>
    SlowStep,
}

/// <summary>One of the truths that the month holds: the key of the cause led to the key of the effect.</summary>
/// <param name="Cause">The key of an event, of a lock, or the label of a timeline.</param>
/// <param name="Effect">The key of an event, or the name of a task that was late at <paramref name="At"/>.</param>
internal sealed record PlantedCause(CauseKind Kind, string Cause, string Effect, string Service, DateTimeOffset At);

/// <summary>All that is done in a month, in the order of time, and the causes that are hidden in it.</summary>
internal sealed record DemoPlan(DemoPlatform Platform, IReadOnlyList<DemoAct> Acts, IReadOnlyList<PlantedCause> Causes);
