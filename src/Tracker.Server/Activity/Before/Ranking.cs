namespace Tracker.Server.Activity.Before;

/// <summary>
/// Which changes most probably explain a moment: what they are, what they have to do with it, and how long before it they
/// were. One row a change, and few of them: a long list is no answer.
/// </summary>
internal static class Ranking
{
    public const int Most = 12;

    // After so long a change is suspected half as much as at once; a plan that waits stays what it is for longer.
    private static readonly TimeSpan HalfAsSuspect = TimeSpan.FromHours(2);
    private static readonly TimeSpan HalfAsSuspectWaiting = TimeSpan.FromHours(12);

    private const double Waiting = 0.75;
    private const double EnvironmentUnknown = 0.8;

    // A lock that somebody lost in the midst of work explains what two did at once.
    private const double WhileUnderWay = 1.6;

    // What is weaker than this, or than this part of the strongest, is left out.
    private const double Least = 0.03;
    private const double LeastPart = 0.18;

    public static IReadOnlyList<Suspect> Of(Moment moment, IEnumerable<Candidate> candidates)
    {
        var changes = Change.Of(candidates);
        var suspects = changes.Select(c => SuspectOf(moment, c, changes)).OfType<Suspect>()
            .OrderByDescending(s => s.Weight).ThenByDescending(s => s.Row.Id).ToList();
        return [.. suspects.TakeWhile(s => s.Weight >= Math.Max(Least, LeastPart * suspects[0].Weight)).Take(Most)];
    }

    private static Suspect? SuspectOf(Moment moment, Change change, List<Change> all)
    {
        var (best, most, met) = (default(Candidate), 0.0, false);
        foreach (var step in change.Steps)
        {
            var isMet = step.Row.Entry.Kind is "lock.forced" or "lock.expired" && all.Exists(c => IsMet(step.Row.Entry, c));
            var weight = WeightOf(moment, change, step) * (isMet ? WhileUnderWay : 1);
            if (weight < most || weight == 0) continue;
            (best, most, met) = (step, weight, isMet);
        }

        if (best is null) return null;
        return new(best.Row, best.Relation, Reason.Of(moment, change, best, met), moment.At - best.Row.Entry.At, Math.Round(Math.Min(1, most), 3))
        {
            IsWaiting = change.IsWaiting,
        };
    }

    private static double WeightOf(Moment moment, Change change, Candidate step)
    {
        var entry = step.Row.Entry;
        var isPlan = Change.IsPlan(entry);
        // A plan that was carried out is told of by its start.
        if (isPlan && !change.IsWaiting) return 0;
        var kind = isPlan ? (entry.Kind.StartsWith("deployment", StringComparison.Ordinal) ? Waiting : 0) : ChangeWeight.Of(entry, step.Relation);
        var place = step.Relation is Relation.SameHost || (entry.Environment is null) == (moment.Environment is null) ? 1 : EnvironmentUnknown;
        var age = (moment.At - entry.At) / (isPlan ? HalfAsSuspectWaiting : HalfAsSuspect);
        return kind * ChangeWeight.Of(step.Relation) * place / (1 + age);
    }

    private static bool IsMet(ActivityEntry lost, Change work) =>
        (lost.Service is null || work.First.Service == lost.Service) && (lost.Environment is null || work.First.Environment == lost.Environment) && work.IsUnderWayAt(lost.At);
}
