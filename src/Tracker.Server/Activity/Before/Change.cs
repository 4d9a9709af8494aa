namespace Tracker.Server.Activity.Before;

/// <summary>Rows of one subject, in the order of time: a deployment's plan, start and end are one change.</summary>
internal sealed record Change(IReadOnlyList<Candidate> Steps)
{
    public ActivityEntry First => Steps[0].Row.Entry;

    public ActivityEntry Last => Steps[^1].Row.Entry;

    /// <summary>Planned, and not begun.</summary>
    public bool IsWaiting => IsPlan(Last);

    public bool IsUnderWay => IsStart(Last);

    public static bool IsPlan(ActivityEntry entry) => entry.Module == "events" && StatusOf(entry) is "planned" or "waiting_approval";

    public bool IsUnderWayAt(DateTimeOffset at) => IsWork(First) && Steps.LastOrDefault(s => s.Row.Entry.At <= at) is { } step && IsStart(step.Row.Entry);

    /// <summary>Puts rows of one subject together, and the two events with which some jobs tell of one deployment.</summary>
    public static List<Change> Of(IEnumerable<Candidate> candidates)
    {
        var changes = candidates.DistinctBy(c => c.Row.Id).OrderBy(c => c.Row.Entry.At).ThenBy(c => c.Row.Id)
            .GroupBy(c => (c.Row.Entry.Module, c.Row.Entry.Subject)).Select(g => new Change([.. g])).ToList();
        var whole = new List<Change>(changes.Count);
        var begun = new Dictionary<(string, string?, string?), int>();
        foreach (var change in changes.OrderBy(c => c.First.At))
        {
            var key = (TypeOf(change.First), change.First.Service, change.First.Environment);
            if (change is { IsUnderWay: true, Steps.Count: 1 }) begun[key] = whole.Count;
            else if (change.Steps.Count == 1 && IsResult(change.First) && begun.Remove(key, out var start))
            {
                whole[start] = new([.. whole[start].Steps, .. change.Steps]);
                continue;
            }

            whole.Add(change);
        }

        return whole;
    }

    private static bool IsWork(ActivityEntry entry) => TypeOf(entry) is "deployment" or "operation";

    private static bool IsStart(ActivityEntry entry) => IsWork(entry) && StatusOf(entry) is "start" or "in_progress";

    private static bool IsResult(ActivityEntry entry) => IsWork(entry) && StatusOf(entry) is "success" or "failure" or "warning" or "error" or "done" or "close";

    private static string TypeOf(ActivityEntry entry) => entry.Kind.Split('.')[0];

    private static string StatusOf(ActivityEntry entry) => entry.Kind[(entry.Kind.IndexOf('.', StringComparison.Ordinal) + 1)..];
}
