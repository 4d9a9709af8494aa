using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Polling;

/// <summary>What this process knows of one host for one set of credentials, from what it said lately.</summary>
internal sealed class HostTally
{
    /// <summary>How much the newest poll counts in the average.</summary>
    private const double Weight = 0.02;

    private static readonly TimeSpan UsualWindow = TimeSpan.FromHours(1);

    public PolledHost State { get; private set; } = new();

    public void Count(int trackers) => State = State with { Trackers = trackers };

    /// <param name="wasNew">Whether the host had not been asked for this tracker before: such requests it surely counts.</param>
    public void Take(PolledSide side, bool wasNew, DateTimeOffset now)
    {
        var isCharged = wasNew || side.IsChanged;
        var charged = isCharged ? side.Requests : 0;
        var budget = side.RateLimit is { } told ? new HostBudget(told.Limit, told.Remaining, told.ResetAt ?? now + UsualWindow, UsualWindow) : State.Budget;
        State = State with
        {
            ChargedPerPoll = wasNew ? State.ChargedPerPoll : (State.ChargedPerPoll * (1 - Weight)) + (charged * Weight),
            Budget = budget,
            LastCharge = isCharged ? now : State.LastCharge,
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
