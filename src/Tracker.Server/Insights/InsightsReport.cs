using Tracker.Server.Operations;

namespace Tracker.Server.Insights;

/// <summary>What was asked for.</summary>
/// <param name="Changes">Of the period, the newest first.</param>
/// <param name="Outages">Those that began in the period, the newest first.</param>
/// <param name="Trend">By day or week.</param>
/// <param name="Groups">Those with the most changes first.</param>
/// <param name="Elsewhere">Deployments to other environments, of all that was looked at.</param>
/// <param name="Capped">Whether the oldest events were left out.</param>
public sealed record InsightsReport(
    Period Period, DoraFigures Current, DoraFigures Previous, IReadOnlyList<TrendPart> Trend, IReadOnlyList<GroupFigures> Groups,
    IReadOnlyList<Change> Changes, IReadOnlyList<Outage> Outages, int Elsewhere, bool Capped)
{
    private const int MaxGroups = 100;

    /// <param name="query">What was asked for.</param>
    /// <param name="history">All events that were looked at.</param>
    /// <param name="moved">When incidents without a date ended.</param>
    /// <param name="owners">The team of each service, where teams are asked for.</param>
    public static InsightsReport Of(
        InsightsQuery query, History history, IReadOnlyDictionary<Guid, DateTimeOffset> moved, IReadOnlyDictionary<string, string> owners, bool capped, DateTimeOffset now)
    {
        var (allChanges, allOutages) = history.Tell(moved, now);
        var (period, before) = (query.Period, query.Period.Before);
        var (changes, outages) = Within(period.From, period.To);
        var (earlier, earlierOutages) = Within(before.From, before.To);
        return new(
            period, DoraFigures.Of(changes, outages, period.Elapsed(now)), DoraFigures.Of(earlier, earlierOutages, before.Elapsed(now)),
            TrendOf(query, changes, outages, now), GroupsOf(query, changes, outages, owners, now),
            [.. Enumerable.Reverse(changes)], [.. Enumerable.Reverse(outages)], history.Elsewhere, capped);

        (List<Change> Changes, List<Outage> Outages) Within(DateTimeOffset from, DateTimeOffset to) =>
            ([.. allChanges.Where(c => c.At >= from && c.At < to)], [.. allOutages.Where(o => o.Start >= from && o.Start < to)]);
    }

    private static List<TrendPart> TrendOf(InsightsQuery query, List<Change> changes, List<Outage> outages, DateTimeOffset now)
    {
        var days = query.Period.Starts(query.Weekly);
        var parts = days.Select((day, i) => query.Period with { First = day, Last = i + 1 < days.Count ? days[i + 1].AddDays(-1) : query.Period.Last }).ToList();
        var starts = parts.ConvertAll(p => p.From);
        var (changesOf, outagesOf) = (changes.ToLookup(c => IndexOf(c.At)), outages.ToLookup(o => IndexOf(o.Start)));
        return [.. parts.Select((p, i) => new TrendPart(p, DoraFigures.Of([.. changesOf[i]], [.. outagesOf[i]], p.Elapsed(now))))];

        int IndexOf(DateTimeOffset at) => starts.BinarySearch(at) is var index && index < 0 ? ~index - 1 : index;
    }

    private static List<GroupFigures> GroupsOf(
        InsightsQuery query, List<Change> changes, List<Outage> outages, IReadOnlyDictionary<string, string> owners, DateTimeOffset now)
    {
        var days = query.Period.Elapsed(now);
        var (changesOf, outagesOf) = (changes.ToLookup(c => NameOf(c.Service, c.Environment)), outages.ToLookup(o => NameOf(o.Service, o.Environment)));
        var names = changesOf.Select(g => g.Key).Union(outagesOf.Select(g => g.Key));
        return
        [
            .. names.OrderByDescending(n => changesOf[n].Count()).ThenByDescending(n => outagesOf[n].Count()).ThenBy(n => n, StringComparer.Ordinal).Take(MaxGroups)
                .Select(n => new GroupFigures(n, DoraFigures.Of([.. changesOf[n]], [.. outagesOf[n]], days))),
        ];

        string NameOf(string service, EventEnvironment environment) => query.GroupBy switch
        {
            GroupBy.Team => owners.GetValueOrDefault(service, ""),
            GroupBy.Environment => EnumNames.Of(environment),
            _ => service,
        };
    }
}

/// <summary>A day or a week, as far as it lies in the period.</summary>
public sealed record TrendPart(Period Part, DoraFigures Figures);

/// <param name="Name">A service, a team or an environment.</param>
public sealed record GroupFigures(string Name, DoraFigures Figures);
