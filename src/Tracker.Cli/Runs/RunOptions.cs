using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Joined;

namespace Tracker.Cli.Runs;

/// <summary>What <c>tracker run</c> was asked for.</summary>
internal sealed record RunOptions(Target Target)
{
    public required TimeSpan Interval { get; init; }

    public string? Name { get; init; }

    public string? Description { get; init; }

    public double? Threshold { get; init; }

    public string[] Tags { get; init; } = [];

    /// <summary>How long the end may take because of the server, all in all.</summary>
    public TimeSpan Grace { get; init; }

    public bool Quiet { get; init; }

    /// <summary>After this the command is ended.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>So long after it was asked to end, it is killed.</summary>
    public TimeSpan? KillAfter { get; init; }

    public TimelineMark? Timeline { get; init; }

    public Subject? Lock { get; init; }

    public TimeSpan LockWait { get; init; }

    public TimeSpan LockTtl { get; init; }

    public bool StopsWhenLockIsLost { get; init; }

    public string? Task { get; init; }

    public Subject? Deploy { get; init; }

    public string? Version { get; init; }
}
