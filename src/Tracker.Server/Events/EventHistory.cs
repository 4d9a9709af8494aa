using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>Long stretches of events for figures about them: streamed, or counted by the store.</summary>
[ModuleService]
public sealed class EventHistory(IDatabase database)
{
    private const int Page = 10_000;
    private const int MaxIdsAtOnce = 500;

    // Of hundreds of thousands of rows each column that is taken out of the reader costs more than the store's finding it:
    // three small numbers come as one, and what a row is not needed for is left in it.
    private const string Columns =
        "id, type * 10000 + status * 100 + environment, service, version, pull_request_link, sort_at, created_at, uuid, related_uuid, reached_at, end_date, CASE WHEN type = 4 THEN title ELSE '' END";

    // Deployments, incidents, and whatever else tells of a version or a pull request.
    private const string Telling = "(type IN (1, 4) OR version <> '' OR pull_request_link <> '')";

    /// <summary>
    /// Deployments and incidents that begin in the range, and what tells of versions and pull requests, the newest first.
    /// Each page is a read of its own.
    /// </summary>
    /// <param name="service">Only of this one; null means of all.</param>
    /// <param name="environment">Deployments elsewhere tell only of their version and pull request, as all that is neither deployment nor incident; null means that none is elsewhere.</param>
    public async IAsyncEnumerable<HistoricEvent> ReadAsync(
        string? service, EventEnvironment? environment, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
    {
        var (at, key) = ((SqlValue)to, (SqlValue)0L);
        while (true)
        {
            var page = await database.QueryAsync(
                $"""
                SELECT {Columns} FROM event
                WHERE sort_at >= $1 AND (sort_at, id) < ($2, $3) AND {Telling}{(service is null ? "" : " AND service = $4")}
                ORDER BY sort_at DESC, id DESC LIMIT {Page}
                """,
                r => (Key: r.GetInt64(0), Event: Read(r, environment)), ct, service is null ? [from, at, key] : [from, at, key, service]);
            foreach (var (_, e) in page) yield return e;
            if (page.Count < Page) yield break;
            (at, key) = (page[^1].Event.At, page[^1].Key);
        }
    }

    /// <summary>When each of these events was moved to one of the statuses the last time, by its changelog.</summary>
    public async Task<Dictionary<Guid, DateTimeOffset>> MovedToAsync(IEnumerable<Guid> events, IReadOnlyCollection<EventStatus> statuses, CancellationToken ct)
    {
        var moments = new Dictionary<Guid, DateTimeOffset>();
        var names = string.Join(", ", statuses.Select(s => $"'{EventNames.Of(s)}'"));
        foreach (var ids in events.Chunk(MaxIdsAtOnce))
        {
            var places = string.Join(", ", Enumerable.Range(1, ids.Length).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
            var rows = await database.QueryAsync(
                $"""
                SELECT e.uuid, max(c.at) FROM event e JOIN event_change c ON c.event_id = e.id
                WHERE e.uuid IN ({places}) AND c.field = 'status' AND c.new_value IN ({names}) GROUP BY e.uuid
                """,
                r => (r.GetUuid(0), r.GetInstant(1)), ct, ids.Select(id => (SqlValue)id).ToArray());
            foreach (var (id, at) in rows) moments[id] = at;
        }

        return moments;
    }

    /// <summary>How many events began in the range, by month (UTC), service and type; the oldest month first.</summary>
    /// <param name="services">Only of these; empty means of all.</param>
    /// <param name="most">So many rows at most.</param>
    public Task<List<MonthCount>> CountByMonthAsync(
        IReadOnlyList<string> services, EventEnvironment? environment, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, new EventQuery { Services = services, Environments = environment is { } only ? [only] : [] });
        filter.And($"sort_at >= {filter.Add(from)} AND sort_at < {filter.Add(to)}");
        return database.QueryAsync(
            $"SELECT month, service, type, count(*) FROM event {filter.Where} GROUP BY month, service, type ORDER BY month, service, type LIMIT {filter.Add(most)}",
            r => new MonthCount(r.GetInt32(0) / 12, (r.GetInt32(0) % 12) + 1, r.GetString(1), (EventType)r.GetInt32(2), r.GetInt64(3)), ct, filter.Values);
    }

    private static HistoricEvent Read(DbDataReader r, EventEnvironment? wanted)
    {
        var kind = r.GetInt32(1);
        var (type, status, environment) = ((EventType)(kind / 10_000), (EventStatus)(kind / 100 % 100), (EventEnvironment)(kind % 100));
        var isWhole = type == EventType.Incident || (type == EventType.Deployment && (wanted is null || environment == wanted));
        return new()
        {
            Type = type,
            Status = status,
            Environment = environment,
            Service = r.GetString(2),
            Version = r.GetString(3),
            PullRequest = r.GetString(4),
            At = r.GetInstant(5),
            CreatedAt = r.GetInstant(6),
            Id = isWhole ? r.GetUuid(7) : default,
            RelatedId = isWhole && !r.IsDBNull(8) ? r.GetUuid(8) : null,
            ReachedAt = isWhole ? r.GetInstantOrNull(9) : null,
            EndDate = isWhole ? r.GetInstantOrNull(10) : null,
            Title = isWhole ? r.GetString(11) : "",
        };
    }
}
