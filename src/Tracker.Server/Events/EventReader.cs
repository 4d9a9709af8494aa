using System.Data.Common;
using System.Globalization;
using System.Text;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>All the SQL that reads events.</summary>
public sealed class EventReader(IDatabase database)
{
    /// <summary>Totals are exact up to here: counting a million rows would cost more than the page itself.</summary>
    public const int ExactTotal = 10_000;

    /// <summary>The newest changes that come with each event; all of them are listed by themselves.</summary>
    private const int ChangesWithEvent = 100;

    private const string Change =
        "SELECT event_id, at, principal, change_type, field, old_value, new_value, comment FROM event_change ";

    private static readonly string NewestChanges = $"{Change} WHERE event_id = $1 ORDER BY id DESC LIMIT {ChangesWithEvent}";

    public async Task<StoredEvent?> FindAsync(EventId id, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        if (await EventStore.FindAsync(connection, id, ct) is not { } found) return null;
        await AddChangesAsync(connection, [found], ct);
        return found;
    }

    public async Task<EventPage> SearchAsync(EventQuery query, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, query);
        await using var connection = await database.OpenReadAsync(ct);
        var count = $"SELECT count(*) FROM (SELECT 1 FROM event {filter.Where} LIMIT {ExactTotal + 1}) AS matches";
        var total = (int)await connection.FirstAsync(count, r => r.GetInt64(0), ct, filter.Values);
        var page = filter.With(query.PerPage, (long)(query.Page - 1) * query.PerPage, out var limit, out var offset);
        var list = $"SELECT {EventStore.Columns} FROM event {filter.Where} ORDER BY sort_at DESC, id DESC LIMIT {limit} OFFSET {offset}";
        var events = await connection.QueryAsync(list, EventStore.Read, ct, page);
        await AddChangesAsync(connection, events, ct);
        return new EventPage(events.ConvertAll(e => e.Event), Math.Min(total, ExactTotal), total > ExactTotal);
    }

    public async Task<long> CountAsync(EventQuery query, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, query);
        return await database.FirstAsync($"SELECT count(*) FROM event {filter.Where}", r => r.GetInt64(0), ct, filter.Values);
    }

    /// <summary>By month (UTC) and, if asked, by service; the oldest month first.</summary>
    public Task<List<MonthlyStats>> CountByMonthAsync(EventQuery query, bool byService, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, query);
        var service = byService ? "service" : "''";
        return database.QueryAsync(
            $"SELECT month, {service} AS label, count(*) FROM event {filter.Where} GROUP BY month, label ORDER BY month, label LIMIT 100000",
            r => new MonthlyStats
            {
                Year = r.GetInt32(0) / 12,
                Month = (r.GetInt32(0) % 12) + 1,
                Service = r.GetString(1),
                Count = (ulong)r.GetInt64(2),
            },
            ct, filter.Values);
    }

    /// <summary>How many of the newest matches, up to <see cref="ExactTotal"/>, are of each type and status; and whether there are more.</summary>
    public async Task<(List<(EventType Type, EventStatus Status, int Count)> Counts, bool Capped)> CountByTypeAndStatusAsync(EventQuery query, CancellationToken ct)
    {
        var filter = new EventFilter(database.Sql.Engine, query);
        var counts = await database.QueryAsync(
            $"""
            SELECT type, status, count(*) FROM (SELECT type, status FROM event {filter.Where} ORDER BY sort_at DESC LIMIT {ExactTotal + 1}) AS newest
            GROUP BY type, status
            """,
            r => ((EventType)r.GetInt32(0), (EventStatus)r.GetInt32(1), (int)r.GetInt64(2)), ct, filter.Values);
        return (counts, counts.Sum(c => c.Item3) > ExactTotal);
    }

    /// <summary>The names that occur, for pickers: the ones of the newest events first.</summary>
    public Task<List<string>> NamesAsync(string column, CancellationToken ct)
    {
        if (column is not ("service" or "owner" or "source")) throw new ArgumentException($"{column} has no names.", nameof(column));
        return database.QueryAsync(
            $"""
            SELECT name FROM (SELECT {column} AS name, max(sort_at) AS latest
              FROM (SELECT {column}, sort_at FROM event WHERE {column} <> '' ORDER BY sort_at DESC LIMIT 5000) AS newest
              GROUP BY {column}) AS names
            ORDER BY latest DESC, name LIMIT 200
            """,
            r => r.GetString(0), ct);
    }

    /// <summary>The events that follow this one.</summary>
    public Task<List<Event>> FollowersAsync(Guid uuid, CancellationToken ct) => database.QueryAsync(
        $"SELECT {EventStore.Columns} FROM event WHERE related_uuid = $1 ORDER BY sort_at DESC, id DESC LIMIT 50",
        r => EventStore.Read(r).Event, ct, uuid);

    /// <summary>An event's changes, oldest first, and how many there are; null when there is no such event.</summary>
    public async Task<(List<ChangelogEntry> Entries, long Total)?> ChangesAsync(EventId id, int perPage, int page, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        if (await EventStore.FindAsync(connection, id, ct) is not { } found) return null;
        var total = await connection.FirstAsync("SELECT count(*) FROM event_change WHERE event_id = $1", r => r.GetInt64(0), ct, found.Key);
        var entries = await connection.QueryAsync(
            Change + "WHERE event_id = $1 ORDER BY id LIMIT $2 OFFSET $3", ReadChange, ct, found.Key, perPage, (long)(page - 1) * perPage);
        return (entries.ConvertAll(e => e.Entry), total);
    }

    /// <summary>The same with the newest first, for people.</summary>
    public Task<List<ChangelogEntry>> NewestChangesAsync(Guid uuid, int perPage, int page, CancellationToken ct) => database.QueryAsync(
        Change + "WHERE event_id = (SELECT id FROM event WHERE uuid = $1) ORDER BY id DESC LIMIT $2 OFFSET $3",
        r => ReadChange(r).Entry, ct, uuid, perPage, (long)(page - 1) * perPage);

    /// <summary>What the full text holds of each of these events that is still there.</summary>
    internal async Task<Dictionary<long, EventTexts>> TextsAsync(IReadOnlyCollection<long> keys, CancellationToken ct)
    {
        if (keys.Count == 0) return [];
        var rows = await database.QueryAsync(
            $"""
            SELECT id, title, message, service, owner, source, pull_request_link, ticket, tags, host, version FROM event
            WHERE id IN ({Places(keys.Count)})
            """,
            r => (Key: r.GetInt64(0), Texts: new EventTexts(
                r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5),
                $"{r.GetString(6)} {r.GetString(7)}", $"{r.GetString(8)} {r.GetString(9)} {r.GetString(10)}")),
            ct, keys.Select(k => (SqlValue)k).ToArray());
        return rows.ToDictionary(r => r.Key, r => r.Texts);
    }

    /// <summary><c>$1, $2, …</c></summary>
    private static string Places(int count) => string.Join(", ", Enumerable.Range(1, count).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The changes that come with an event, oldest first, as a write in progress sees them.</summary>
    internal static async ValueTask<IEnumerable<ChangelogEntry>> NewestChangesAsync(IWrite write, long key)
    {
        var newest = await write.QueryAsync(NewestChanges, r => ReadChange(r).Entry, key);
        newest.Reverse();
        return newest;
    }

    private static async Task AddChangesAsync(DbConnection connection, List<StoredEvent> events, CancellationToken ct)
    {
        if (events.Count == 0) return;
        var byKey = events.ToDictionary(e => e.Key, e => e.Event);
        var sql = $"""
            SELECT event_id, at, principal, change_type, field, old_value, new_value, comment FROM (
              SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY id DESC) AS age FROM event_change WHERE event_id IN ({Places(events.Count)})) AS c
            WHERE age <= {ChangesWithEvent} ORDER BY id
            """;
        foreach (var (key, entry) in await connection.QueryAsync(sql, ReadChange, ct, events.Select(e => (SqlValue)e.Key).ToArray()))
        {
            byKey[key].Changelog.Add(entry);
        }
    }

    private static (long Key, ChangelogEntry Entry) ReadChange(DbDataReader r) => (r.GetInt64(0), new ChangelogEntry
    {
        Timestamp = r.GetInstant(1).ToTimestamp(),
        User = r.GetString(2),
        ChangeType = (ChangeType)r.GetInt32(3),
        Field = r.GetString(4),
        OldValue = r.GetString(5),
        NewValue = r.GetString(6),
        Comment = r.GetString(7),
    });
}

/// <summary>The words by which an event is found.</summary>
internal readonly record struct EventTexts(string Title, string Message, string Service, string Owner, string Source, string Links, string Tags);
