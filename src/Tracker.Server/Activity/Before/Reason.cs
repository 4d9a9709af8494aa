namespace Tracker.Server.Activity.Before;

/// <summary>Why a change is listed, in words that hold by what was read.</summary>
internal static class Reason
{
    public static string Of(Moment moment, Change change, Candidate step, bool lockMetWork)
    {
        var entry = step.Row.Entry;
        var age = SpanText.Of(moment.At - entry.At);
        var (noun, after) = Words(entry.Kind);
        var whose = Whose(moment, step);
        var what = noun + whose + (after.Length == 0 ? "" : whose.Contains(',', StringComparison.Ordinal) ? ", " + after : " " + after);
        if (change.IsWaiting) return $"{what}, planned {age} before and not begun";
        if (lockMetWork) what += ", while work under it was going on";
        return change.IsUnderWay && ReferenceEquals(entry, change.Last) ? $"{what}, under way for {age}" : $"{what}, {age} before";
    }

    /// <summary>What it is, and what became of it where that comes behind whose it is.</summary>
    private static (string Noun, string After) Words(string kind) => kind.Split('.') switch
    {
        ["lock", "forced"] => ("lock", "broken by force"),
        ["timeline", "slower"] => ("slow timeline", ""),
        ["release", "requirements"] => ("new requirements", ""),
        ["run", "failure"] => ("failed run", ""),
        ["rpa_usage", ..] => ("RPA usage", ""),
        ["deployment" or "operation" or "drift" or "incident", "failure" or "error"] => ("failed " + kind.Split('.')[0], ""),
        ["deployment" or "operation" or "drift" or "incident" or "timeline", ..] => (kind.Split('.')[0], ""),
        ["catalog", var what] => ("catalog entry", what),
        ["freeze", var what] => ("freeze window", what),
        ["lock" or "task" or "release" or "run", var what] => (kind.Split('.')[0], what),
        var parts => (string.Join(' ', parts), ""),
    };

    private static string Whose(Moment moment, Candidate step)
    {
        var entry = step.Row.Entry;
        var own = entry.Service is { } service ? " of " + service : "";
        return step.Relation switch
        {
            Relation.SameService when entry.Environment is not null && moment.Environment is not null => " of the same service in the same environment",
            Relation.SameService => " of the same service",
            Relation.SameServiceElsewhere => $" of the same service in {entry.Environment}",
            Relation.Dependency => $"{own}, on which {moment.Service} depends",
            Relation.IndirectDependency => $"{own}, on which {moment.Service} depends through {step.Through}",
            Relation.SameHost => $"{own} on the same host",
            Relation.WholeEnvironment when entry.Environment is { } environment => $" of all of {environment}",
            Relation.WholeEnvironment => " of every environment",
            _ => entry.Environment is { } where ? $"{own} in {where}" : own,
        };
    }
}
