using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>The SQL behind pictures of a range of time: many events, without their long texts and changes.</summary>
public sealed class EventSpanReader(IDatabase database)
{
    /// <summary>How long before a range a deployment or operation may have started that is looked for as still running in it.</summary>
    public static readonly TimeSpan RunningLookback = TimeSpan.FromDays(31);

    /// <summary>The same for what is open until somebody closes it: incidents, drifts.</summary>
    public static readonly TimeSpan OpenLookback = TimeSpan.FromDays(366);

    private const int MaxRunning = 200;
    private const int MaxUnresolved = 2000;
    private const int MaxIdsAtOnce = 500;

    private const string Columns =
        "id, uuid, created_at, title, type, status, priority, environment, service, owner, stake_holders, start_date, end_date, duration, related_uuid";

    private const string ColumnsAndMessage = Columns + ", substr(message, 1, 300)";

    // Literally as in the index ix_event_open: SQLite takes a partial index only where its own words are repeated.
    private const string Open = "status IN (1, 9, 12)";

    private const string Final = "status IN (2, 3, 4, 5, 10, 11)";

    /// <summary>
    /// The events of the query's range, and what tells how long they last: those from before it that still run, and the
    /// followers that ended one of them. The status asked for is left to the caller, who knows it only then.
    /// </summary>
    /// <param name="query">Which events; both ends of its range must be set.</param>
    /// <param name="limit">The newest so many of the range.</param>
    public async Task<EventRange> ReadAsync(EventQuery query, int limit, CancellationToken ct)
    {
        var (from, to) = (query.From!.Value, query.To!.Value);
        await using var connection = await database.OpenReadAsync(ct);
        var all = query with { Statuses = [], From = null, To = null };
        var filter = new EventFilter(database.Sql.Engine, all);
        filter.And($"sort_at >= {filter.Add(from)} AND sort_at <= {filter.Add(to)}");
        var size = filter.Add(limit + 1);
        var events = await QueryAsync(connection, $"SELECT {Columns} FROM event {filter.Where} ORDER BY sort_at DESC, id DESC LIMIT {size}", filter.Values, ct);
        var capped = events.Count > limit;
        if (capped) events.RemoveAt(limit);
        await AddFromBeforeAsync(connection, events, all, from, ct);
        return new EventRange(events, capped);
    }

    /// <summary>Days of a calendar: of each the first so many that begin in it, and how many begin in it at all.</summary>
    /// <param name="query">Which events; its range is not looked at.</param>
    /// <param name="days">The instants at which the days begin, and the one at which the last ends.</param>
    /// <param name="perDay">The first so many of each day.</param>
    public async Task<(EventRange Events, IReadOnlyList<int> Counts)> ReadDaysAsync(
        EventQuery query, IReadOnlyList<DateTimeOffset> days, int perDay, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var all = query with { Statuses = [], From = null, To = null };
        var events = new List<EventSummary>();
        var counts = new List<int>();
        for (var i = 0; i + 1 < days.Count; i++)
        {
            var filter = new EventFilter(database.Sql.Engine, all);
            filter.And($"sort_at >= {filter.Add(days[i])} AND sort_at < {filter.Add(days[i + 1])}");
            var size = filter.Add(perDay);
            var day = await QueryAsync(connection, $"SELECT {Columns} FROM event {filter.Where} ORDER BY sort_at, id LIMIT {size}", filter.Values, ct);
            events.AddRange(day);
            counts.Add(day.Count < perDay ? day.Count : await CountAsync(connection, filter, ct));
        }

        await AddFromBeforeAsync(connection, events, all, days[0], ct);
        return (new(events, false), counts);
    }

    /// <summary>Events that nothing has ended yet, the newest first, and how many of the newest 2,000 each service has.</summary>
    /// <param name="query">Which events.</param>
    /// <param name="resolved">The statuses that end one.</param>
    /// <param name="limit">The newest so many.</param>
    public async Task<(List<EventSummary> Events, List<(string Service, int Count)> Services)> ReadUnresolvedAsync(
        EventQuery query, IReadOnlyList<EventStatus> resolved, int limit, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var filter = new EventFilter(database.Sql.Engine, query);
        var ended = string.Join(", ", resolved.Select(s => filter.Add((int)s)));
        filter.And($"status NOT IN ({ended})");
        filter.And($"NOT EXISTS (SELECT 1 FROM event AS later WHERE later.related_uuid = event.uuid AND later.type = event.type AND later.status IN ({ended}))");
        var services = await connection.QueryAsync(
            $"""
            SELECT service, count(*) FROM (SELECT service FROM event {filter.Where} ORDER BY sort_at DESC LIMIT {MaxUnresolved}) AS newest
            GROUP BY service ORDER BY count(*) DESC, service LIMIT 200
            """,
            r => (r.GetString(0), (int)r.GetInt64(1)), ct, filter.Values);
        var list = $"SELECT {ColumnsAndMessage} FROM event {filter.Where} ORDER BY sort_at DESC, id DESC LIMIT {filter.Add(limit)}";
        return (await QueryAsync(connection, list, filter.Values, ct), services);
    }

    /// <summary>What followed the open ones among these events.</summary>
    public async Task<List<EventSummary>> ReadFollowersAsync(IReadOnlyList<EventSummary> events, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return await FollowersAsync(connection, events, ct);
    }

    private static async Task<int> CountAsync(DbConnection connection, EventFilter filter, CancellationToken ct) => (int)await connection.FirstAsync(
        $"SELECT count(*) FROM (SELECT 1 FROM event {filter.Where} LIMIT {EventReader.ExactTotal}) AS counted", r => r.GetInt64(0), ct, filter.Values);

    /// <summary>What began before a range and reaches into it, and then what ended the open ones of all.</summary>
    private async Task AddFromBeforeAsync(DbConnection connection, List<EventSummary> events, EventQuery query, DateTimeOffset from, CancellationToken ct)
    {
        var lasting = new EventFilter(database.Sql.Engine, query, own: true);
        var start = lasting.Add(from);
        lasting.And($"span_end > sort_at AND span_end >= {start} AND sort_at < {start}");
        // Sorted by an expression, so that SQLite does not walk all of the index of times for the order's sake.
        events.AddRange(await NewestAsync(connection, lasting, "sort_at + 0", ct));
        foreach (var (status, lookback) in new[] { (EventStatus.Start, RunningLookback), (EventStatus.InProgress, RunningLookback), (EventStatus.Open, OpenLookback) })
        {
            events.AddRange(await RunningAsync(connection, query, status, from, lookback, ct));
        }

        events.AddRange(await FollowersAsync(connection, events, ct));
    }

    private Task<List<EventSummary>> RunningAsync(
        DbConnection connection, EventQuery query, EventStatus status, DateTimeOffset from, TimeSpan lookback, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, query, own: true);
        var start = filter.Add(from);
        filter.And($"{Open} AND status = {filter.Add((int)status)} AND sort_at < {start} AND sort_at >= {filter.Add(from - lookback)} AND end_date IS NULL");
        filter.And($"NOT EXISTS (SELECT 1 FROM event AS later WHERE later.related_uuid = event.uuid AND later.{Final} AND later.created_at < {start})");
        return NewestAsync(connection, filter, "sort_at", ct);
    }

    private static Task<List<EventSummary>> NewestAsync(DbConnection connection, EventFilter filter, string order, CancellationToken ct) =>
        QueryAsync(connection, $"SELECT {Columns} FROM event {filter.Where} ORDER BY {order} DESC LIMIT {filter.Add(MaxRunning)}", filter.Values, ct);

    /// <summary>What followed the open ones, wherever it lies and whatever else was asked for.</summary>
    private static async Task<List<EventSummary>> FollowersAsync(DbConnection connection, IReadOnlyList<EventSummary> events, CancellationToken ct)
    {
        var known = events.Select(e => e.Id).ToHashSet();
        var found = new List<EventSummary>();
        var open = events.Where(e => e is { EndDate: null, Status: EventStatus.Start or EventStatus.InProgress or EventStatus.Open }).Select(e => (SqlValue)e.Id);
        foreach (var ids in open.Chunk(MaxIdsAtOnce))
        {
            var names = string.Join(", ", ids.Select((_, i) => "$" + (i + 1).ToString(CultureInfo.InvariantCulture)));
            var followers = await QueryAsync(connection, $"SELECT {Columns} FROM event WHERE related_uuid IN ({names}) ORDER BY id LIMIT {2 * MaxIdsAtOnce}", ids, ct);
            found.AddRange(followers.Where(e => known.Add(e.Id)));
        }

        return found;
    }

    private static Task<List<EventSummary>> QueryAsync(DbConnection connection, string sql, SqlValue[] values, CancellationToken ct) =>
        connection.QueryAsync(sql, Read, ct, values);

    private static EventSummary Read(DbDataReader r) => new()
    {
        Id = r.GetUuid(1),
        CreatedAt = r.GetInstant(2),
        Title = r.GetString(3),
        Type = (EventType)r.GetInt32(4),
        Status = (EventStatus)r.GetInt32(5),
        Priority = (EventPriority)r.GetInt32(6),
        Environment = (EventEnvironment)r.GetInt32(7),
        Service = r.GetString(8),
        Owner = r.GetString(9),
        StakeHolders = r.GetString(10) is { Length: > 0 } names ? JsonSerializer.Deserialize<string[]>(names)! : [],
        StartDate = r.GetInstantOrNull(11),
        EndDate = r.GetInstantOrNull(12),
        Duration = r.GetInteger(13) is { } us ? TimeSpan.FromMicroseconds(us) : null,
        RelatedId = r.IsDBNull(14) ? null : r.GetUuid(14),
        Message = r.FieldCount > 15 ? r.GetString(15) : "",
    };
}

/// <param name="Events">In no particular order.</param>
/// <param name="Capped">Whether the range has more than were read.</param>
public sealed record EventRange(IReadOnlyList<EventSummary> Events, bool Capped);
