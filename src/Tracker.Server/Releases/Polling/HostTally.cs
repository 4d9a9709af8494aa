using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Polling;

/// <summary>What this process knows of one host for one set of credentials, from what it said lately.</summary>
internal sealed class HostTally
{
    private static readonly TimeSpan UsualWindow = TimeSpan.FromHours(1);

    public PolledHost State { get; private set; } = new();

    public void Count(int trackers) => State = State with { Trackers = trackers };

    /// <param name="wasNew">Whether the host had not been asked for this tracker before.</param>
    public void Take(PolledSide side, bool wasNew, DateTimeOffset now)
    {
        var told = side.RateLimit;
        // The more trackers there are, the more polls the average is of: else a few changes in a row, times all trackers, stretch every interval.
        var weight = 1 / Math.Clamp(State.Trackers / 10.0, 50, 1_000);
        State = State with
        {
            // The first look at a tracker says nothing about the later ones.
            ChargedPerPoll = wasNew ? State.ChargedPerPoll : (State.ChargedPerPoll * (1 - weight)) + (side.Charged * weight),
            Budget = told is null ? State.Budget : new(told.Limit, told.Remaining, told.ResetAt ?? now + (told.Window ?? UsualWindow), told.Window ?? UsualWindow),
            LastCharge = side.Charged > 0 ? now : State.LastCharge,
        };
        if (side.Problem is { Kind: SourceProblemKind.Unreachable or SourceProblemKind.RateLimited } problem)
        {
            State = State with { Failures = State.Failures + 1, LastFailure = now, RetryAt = problem.Kind == SourceProblemKind.RateLimited ? problem.RetryAt : null };
        }
        else
        {
            State = State with { Failures = 0, LastFailure = null, RetryAt = null };
        }
    }
}
