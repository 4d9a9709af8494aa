using Tracker.Protocol.Insights;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Insights;

public enum GroupBy
{
    Service,
    Team,
    Environment,
}

/// <summary>Which figures.</summary>
/// <param name="Environment">Null for all.</param>
public sealed record InsightsQuery(Period Period, IReadOnlyList<string> Services, string Team, EventEnvironment? Environment, bool Weekly, GroupBy GroupBy)
{
    /// <summary>Stands for every environment.</summary>
    public const string All = "*";

    /// <summary>Up to so many days a trend goes by day.</summary>
    private const int MostDaily = 31;

    public static Outcome<InsightsQuery> Of(GetInsightsRequest r, EnvironmentNames environments, DateTimeOffset now)
    {
        var zone = TimeZoneInfo.Utc;
        if (r.Tz.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(r.Tz, out zone))
        {
            return Failure.Invalid($"tz: \"{r.Tz}\" is not a time zone; it may be an IANA name such as Europe/Paris.");
        }

        if (!Period.Of(r.Days, r.From, r.To, zone, now).TryGet(out var period, out var failure)) return failure;
        EventEnvironment? environment = EventEnvironment.Production;
        if (r.Environment == All) environment = null;
        else if (r.Environment.Length > 0)
        {
            if (!environments.TryParse(r.Environment, out var known))
            {
                return Failure.Invalid($"environment: \"{r.Environment}\" is not one of {string.Join(", ", EnvironmentNames.Known)}, nor an alias of one, nor *.");
            }

            environment = known;
        }

        bool? weekly = r.Interval switch { "" => period.Days > MostDaily, "day" => false, "week" => true, _ => null };
        if (weekly is null) return Failure.Invalid($"interval: \"{r.Interval}\" may be day or week.");
        GroupBy? group = r.GroupBy switch { "" or "service" => Insights.GroupBy.Service, "team" => Insights.GroupBy.Team, "environment" => Insights.GroupBy.Environment, _ => null };
        if (group is null) return Failure.Invalid($"group_by: \"{r.GroupBy}\" may be service, team or environment.");
        return new InsightsQuery(period, [.. r.Services.Where(s => s.Length > 0).Distinct()], r.Team.Trim(), environment, weekly.Value, group.Value);
    }
}
