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

    private const string Columns =
        "id, uuid, type, status, environment, service, version, related_uuid, created_at, sort_at, reached_at, end_date, pull_request_link, CASE WHEN type = 4 THEN title ELSE '' END";

    // Deployments, incidents, and whatever else tells of a version or a pull request.
    private const string Telling = "(type IN (1, 4) OR version <> '' OR pull_request_link <> '')";

    /// <summary>
    /// Deployments and incidents that begin in the range, and what tells of versions and pull requests, the newest first.
    /// Each page is a read of its own.
    /// </summary>
    /// <param name="service">Only of this one; null means of all.</param>
    public async IAsyncEnumerable<HistoricEvent> ReadAsync(string? service, DateTimeOffset from, DateTimeOffset to, [EnumeratorCancellation] CancellationToken ct)
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
                Read, ct, service is null ? [from, at, key] : [from, at, key, service]);
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

    private static (long Key, HistoricEvent Event) Read(DbDataReader r) => (r.GetInt64(0), new()
    {
        Id = r.GetUuid(1),
        Type = (EventType)r.GetInt32(2),
        Status = (EventStatus)r.GetInt32(3),
        Environment = (EventEnvironment)r.GetInt32(4),
        Service = r.GetString(5),
        Version = r.GetString(6),
        RelatedId = r.IsDBNull(7) ? null : r.GetUuid(7),
        CreatedAt = r.GetInstant(8),
        At = r.GetInstant(9),
        ReachedAt = r.GetInstantOrNull(10),
        EndDate = r.GetInstantOrNull(11),
        PullRequest = r.GetString(12),
        Title = r.GetString(13),
    });
}
