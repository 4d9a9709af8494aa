namespace Tracker.Server.Insights;

/// <summary>Which change an incident is held to have come from: at most one for each incident.</summary>
public static class Blame
{
    /// <summary>Until when after a deployment an incident of the same service is held to have come from it.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromHours(24);

    /// <param name="changes">By when they ended.</param>
    /// <param name="outages">The incidents.</param>
    /// <param name="isStart">Whether an event is one that began a deployment.</param>
    public static void Tell(IReadOnlyList<Change> changes, IEnumerable<Outage> outages, Func<Guid, bool> isStart)
    {
        var byEvent = new Dictionary<Guid, Change>();
        foreach (var change in changes)
        {
            byEvent[change.Id] = change;
            if (change.RelatedId is { } start && isStart(start)) byEvent[start] = change;
        }

        var byService = changes.Where(c => c.Succeeded).GroupBy(c => c.Service).ToDictionary(g => g.Key, g => g.ToList());
        foreach (var outage in outages)
        {
            var named = outage.RelatedId is { } id ? byEvent.GetValueOrDefault(id) : null;
            var blamed = named ?? (byService.TryGetValue(outage.Service, out var own) ? LastBefore(own, outage) : null);
            // What failed already fails once.
            if (blamed is { Failure: ChangeFailure.None }) (blamed.Failure, blamed.FailedBy) = (ChangeFailure.Incident, outage.Id);
        }
    }

    private static Change? LastBefore(List<Change> changes, Outage outage)
    {
        var (low, high) = (0, changes.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (changes[middle].At <= outage.Start) low = middle + 1;
            else high = middle;
        }

        for (var i = low - 1; i >= 0 && changes[i].At >= outage.Start - Within; i--)
        {
            // One that names no environment may have come from any.
            if (outage.Environment == EventEnvironment.Unspecified || changes[i].Environment == outage.Environment) return changes[i];
        }

        return null;
    }
}
