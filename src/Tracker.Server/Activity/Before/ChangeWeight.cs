namespace Tracker.Server.Activity.Before;

/// <summary>
/// How much a kind of change explains by itself. Somebody's change outweighs a symptom; what only says that all is as it
/// should be explains nothing. A symptom explains little in the same service, but much in one that it depends on.
/// </summary>
internal static class ChangeWeight
{
    // The longest beginning counts: deployment.failure, else deployment.
    private static readonly Dictionary<string, double> Changes = new(StringComparer.Ordinal)
    {
        ["deployment"] = 0.9,
        ["deployment.failure"] = 1,
        ["deployment.error"] = 1,
        ["deployment.deleted"] = 0,
        ["operation"] = 0.8,
        ["operation.failure"] = 0.9,
        ["operation.error"] = 0.9,
        ["operation.deleted"] = 0,
        ["drift"] = 0.6,
        ["drift.deleted"] = 0,
        ["rpa_usage"] = 0.3,
        ["rpa_usage.deleted"] = 0,
        ["incident.deleted"] = 0,
        ["incident.close"] = 0.1,
        ["incident.done"] = 0.1,
        ["incident.success"] = 0.1,
        ["lock.forced"] = 0.8,
        ["lock.expired"] = 0.45,
        ["lock.taken"] = 0.15,
        ["lock.released"] = 0,
        ["freeze"] = 0.15,
        ["release"] = 0.15,
        ["release.requirements"] = 0.6,
        ["release.lapsed"] = 0.5,
        ["release.pinned"] = 0.4,
        ["release.unpinned"] = 0.3,
        ["timeline.slower"] = 0.8,
        ["timeline.started"] = 0.1,
        ["timeline.context"] = 0.05,
        ["task.up"] = 0,
        ["task.early"] = 0.35,
        ["task.paused"] = 0.4,
        ["task.created"] = 0.15,
        ["run.begun"] = 0.1,
        ["run.ended"] = 0.05,
        ["run.resumed"] = 0,
        ["catalog.updated"] = 0.3,
        ["catalog.deleted"] = 0.35,
        ["catalog.versions"] = 0.1,
        ["catalog.created"] = 0.1,
    };

    private static readonly Dictionary<string, double> Symptoms = new(StringComparer.Ordinal)
    {
        ["incident"] = 0.9,
        ["task.down"] = 0.7,
        ["task.late"] = 0.5,
        ["task.unknown"] = 0.3,
        ["run.failure"] = 0.6,
        ["run.lost"] = 0.4,
    };

    // Of a symptom in the same service it is the cause that is looked for, too.
    private const double Beside = 0.4;

    public static double Of(ActivityEntry entry, Relation relation)
    {
        var kind = entry.Kind;
        while (true)
        {
            if (Changes.TryGetValue(kind, out var change)) return change;
            if (Symptoms.TryGetValue(kind, out var symptom)) return relation is Relation.Dependency or Relation.IndirectDependency ? symptom : symptom * Beside;
            if (kind.LastIndexOf('.') is not (> 0 and var dot)) break;
            kind = kind[..dot];
        }

        return entry.Severity switch
        {
            Severity.Bad => 0.4,
            Severity.Warning => 0.3,
            _ => 0.1,
        };
    }

    public static double Of(Relation relation) => relation switch
    {
        Relation.SameService => 1,
        Relation.Dependency => 0.65,
        Relation.SameHost => 0.55,
        Relation.WholeEnvironment => 0.5,
        Relation.AnyService => 0.5,
        Relation.IndirectDependency => 0.35,
        _ => 0.2,
    };
}
