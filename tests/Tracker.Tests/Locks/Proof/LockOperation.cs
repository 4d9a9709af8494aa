namespace Tracker.Tests.Locks.Proof;

public enum OperationKind
{
    Take,
    Release,
    Renew,

    /// <summary>Asks who holds exactly this scope.</summary>
    Read,
}

public enum Answer
{
    /// <summary>The lock was taken, released, renewed or seen.</summary>
    Done,

    /// <summary>Somebody else holds it.</summary>
    Refused,

    /// <summary>There is no such lock, or no lock at all.</summary>
    Gone,

    /// <summary>No answer came: it may have happened at any time since, may happen later, or never.</summary>
    Unknown,
}

/// <summary>What is locked; <c>*</c> covers everything in its place.</summary>
public sealed record Scope(string Service, string Environment = "production", string Resource = "deployment")
{
    public bool ConflictsWith(Scope other) =>
        Meet(Service, other.Service) && Meet(Environment, other.Environment) && Meet(Resource, other.Resource);

    private static bool Meet(string one, string other) => one == other || one == "*" || other == "*";
}

/// <summary>What one client asked and was told. Instants are unix microseconds of the machine that all of it runs on.</summary>
public sealed record LockOperation
{
    public const long Never = long.MaxValue;

    public required OperationKind Kind { get; init; }

    public required Scope Scope { get; init; }

    public required Answer Answer { get; init; }

    /// <summary>Who did it: another name for each take, so that the store's own records can be told apart by it.</summary>
    public string Who { get; init; } = "";

    public required long Invoked { get; init; }

    public long Returned { get; init; } = Never;

    /// <summary>Where somebody else knows: it cannot have happened before.</summary>
    public long NotBefore { get; init; }

    /// <summary>Taken, released, renewed or seen.</summary>
    public string LockId { get; init; } = "";

    public long Token { get; init; }

    /// <summary>As asked for; 0 is until released.</summary>
    public long Ttl { get; init; }

    /// <summary>When the lock ends by itself, as the answer says.</summary>
    public long ExpiresAt { get; init; } = Never;

    /// <summary>How long it asked to wait.</summary>
    public long Wait { get; init; }

    /// <summary>Until when it may have stood in the queue; 0 when it did not ask to wait.</summary>
    public long QueuedUntil { get; init; }

    /// <summary>Where somebody else knows: it was never more than queued, whatever its client was told.</summary>
    public bool NeverTook { get; init; }

    public bool IsCertain => Answer != Answer.Unknown;

    public override string ToString() =>
        $"{Who} {Kind} {Scope.Service}/{Scope.Environment}/{Scope.Resource} -> {Answer} {LockId} token {Token}, asked {Invoked}, answered {(Returned == Never ? "never" : Returned)}, ends {(ExpiresAt == Never ? "never" : ExpiresAt)}";
}
