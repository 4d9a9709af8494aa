using Tracker.Protocol.Locks;
using Tracker.Server.Locks.Freezes;

namespace Tracker.Server.Releases.Flow;

/// <summary>The largest step of a version that an environment takes without somebody's decision.</summary>
public enum Reach
{
    None = 0,
    Patch = 1,
    Minor = 2,
    Major = 3,
}

/// <summary>A stage that releases pass, and what it asks of them.</summary>
public sealed record ReleaseEnvironment
{
    public required string Name { get; init; }

    /// <summary>Its place on the way: the lowest comes first.</summary>
    public required int Position { get; init; }

    public Reach Reach { get; init; }

    /// <summary>Whether a tag that is no version comes here without somebody's decision.</summary>
    public bool TakesFixedTags { get; init; }

    /// <summary>When something may be claimed; null for always.</summary>
    public ReleaseWindow? Window { get; init; }

    /// <summary>How long a release must have run here, without an incident, before it may go on.</summary>
    public TimeSpan Soak { get; init; }

    public bool NeedsApproval { get; init; }

    /// <summary>After this time without an approval a release is skipped; null waits for ever.</summary>
    public TimeSpan? ApproveWithin { get; init; }
}

/// <summary>Times at which releases go: they begin by a cron expression (five fields), by the clock of a zone.</summary>
public sealed record ReleaseWindow(string Cron, string Zone, TimeSpan Length)
{
    public bool IsOpen(DateTimeOffset at) => Schedule().InForce(at) is not null;

    public DateTimeOffset? OpensAfter(DateTimeOffset at) => Schedule().NextAfter(at)?.Start;

    private FreezeSchedule Schedule() => FreezeSchedule.Of(new FreezeWindow { Cron = Cron, Zone = Zone, DurationSeconds = (uint)Length.TotalSeconds });
}
