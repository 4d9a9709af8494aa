namespace Tracker.Server.Releases.Flow;

public enum QueueState
{
    Queued = 0,

    /// <summary>A deployer has it, until its lease ends.</summary>
    Claimed = 1,
    Deployed = 2,
    Failed = 3,

    /// <summary>A newer release of the application took its place before it went.</summary>
    Superseded = 4,

    /// <summary>Somebody decided that it does not go here, or nobody approved it in time.</summary>
    Skipped = 5,
}

/// <summary>A release in the queue of one environment.</summary>
public sealed record QueueEntry
{
    /// <summary>Its place: lower goes first.</summary>
    public long Id { get; init; }

    public Guid Uuid { get; init; }

    public long Application { get; init; }

    public long Release { get; init; }

    public required string Environment { get; init; }

    public QueueState State { get; init; }

    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>When it reached its state.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Who let it come here although its version would not by itself; empty where nobody had to.</summary>
    public string PromotedBy { get; init; } = "";

    public string ApprovedBy { get; init; } = "";

    /// <summary>Where it ran before: since then it soaks. Null in the first environment, and for a promotion that does not wait.</summary>
    public DateTimeOffset? SoaksSince { get; init; }

    /// <summary>The environment in which it soaks.</summary>
    public string? SoaksIn { get; init; }

    /// <summary>Who claimed it.</summary>
    public string ClaimedBy { get; init; } = "";

    /// <summary>The principal that claimed it: only they tell how it went, besides administrators.</summary>
    public string Principal { get; init; } = "";

    /// <summary>By which a claim that is asked for again is found.</summary>
    public string? ClaimKey { get; init; }

    /// <summary>How long a claim lasts without a word of the deployer.</summary>
    public TimeSpan? Lease { get; init; }

    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>How often it was claimed.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it failed or was skipped, or what took its place.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The event of its deployment that is under way, or was the last one.</summary>
    public Guid? Event { get; init; }

    public bool IsOpen => State is QueueState.Queued or QueueState.Claimed;
}

/// <summary>A decision that an application stays at a release in an environment, whatever is newer.</summary>
public sealed record ReleasePin(long Application, string Environment, long Release, string Reason, string By, DateTimeOffset At);
