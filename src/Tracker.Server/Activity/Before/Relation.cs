namespace Tracker.Server.Activity.Before;

/// <summary>What a change has to do with what happened.</summary>
public enum Relation
{
    SameService = 1,
    SameServiceElsewhere = 2,
    Dependency = 3,
    IndirectDependency = 4,
    SameHost = 5,
    WholeEnvironment = 6,

    /// <summary>The question names neither a service nor a host.</summary>
    AnyService = 7,
}

/// <summary>A row that may explain something.</summary>
/// <param name="Through">Of an indirect dependency: the direct one that needs it.</param>
public sealed record Candidate(ActivityRow Row, Relation Relation, string? Through = null);

/// <summary>A change that may explain what happened.</summary>
/// <param name="Reason">Why it is listed, in words.</param>
/// <param name="Weight">From 0 to 1.</param>
public sealed record Suspect(ActivityRow Row, Relation Relation, string Reason, TimeSpan Before, double Weight)
{
    /// <summary>Whether it was planned, and had not begun at the moment.</summary>
    public bool IsWaiting { get; init; }
}
