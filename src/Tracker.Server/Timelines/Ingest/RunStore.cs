using System.Data.Common;
using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>All the SQL that writes what messages say.</summary>
internal static class RunStore
{
    /// <summary>Rows that are looked at at once: enough for what lies around a batch of messages about as many names and hosts.</summary>
    public const int MostRows = 8_000;

    private const string InsertContext =
        """
        INSERT INTO timeline_context(name, description, service, tags, keep_timelines, open_timeout, created_at)
        VALUES($1, '', $1, '[]', $2, $3, $4)
        ON CONFLICT(name) DO NOTHING
        RETURNING id
        """;

    private const string InsertTimeline =
        """
        INSERT INTO timeline(context_id, starts, label, created_at) VALUES($1, $2, $3, $4)
        ON CONFLICT(context_id, starts) DO NOTHING
        """;

    // Of two labels for one beginning, the first in the order of texts, in whatever order they came.
    private const string LabelTimeline =
        "UPDATE timeline SET label = $3 WHERE context_id = $1 AND starts = $2 AND $3 <> '' AND (label = '' OR label > $3)";

    private const string InsertKey =
        """
        INSERT INTO timeline_key(context_id, name, host) VALUES($1, $2, $3)
        ON CONFLICT(context_id, name, host) DO NOTHING
        RETURNING id
        """;

    private const string Upsert =
        """
        INSERT INTO timeline_run(context_id, start, key_id, kind, ended, status, superseded) VALUES($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT(context_id, start, key_id, kind) DO UPDATE SET ended = excluded.ended, status = excluded.status, superseded = excluded.superseded
        """;

    private const string Delete = "DELETE FROM timeline_run WHERE context_id = $1 AND start = $2 AND key_id = $3 AND kind = $4";

    // CROSS JOIN: SQLite then begins with the parameter's rows. Left to choose, it reads a whole context for each of them.
    private static readonly SqlText Keys = new(sql => $"""
        SELECT k.id, k.name, k.host
        FROM {JsonRows.From(sql, "$2", "v", new JsonColumn("name", true), new JsonColumn("host", true))}
        CROSS JOIN timeline_key AS k WHERE k.context_id = $1 AND k.name = v.name AND k.host = v.host
        """);

    private static readonly SqlText Points = new(sql => $"""
        SELECT r.key_id, r.start, r.status
        FROM {JsonRows.From(sql, "$2", "v", "k", "at")}
        CROSS JOIN timeline_run AS r WHERE r.context_id = $1 AND r.start = v.at AND r.key_id = v.k AND r.kind = 2
        """);

    // For each key with the instants of its messages, from a to b: what lies between, and so much before and after them.
    private static readonly SqlText Around = new(sql => $"""
        WITH bounds(k, low, high) AS (
          SELECT v.k,
            coalesce((SELECT r.start FROM timeline_run AS r WHERE r.key_id = v.k AND r.kind <> 2 AND r.start < v.a
              ORDER BY r.start DESC LIMIT 1 OFFSET {KeyFold.Reach - 1}), {long.MinValue + 1}),
            coalesce((SELECT r.start FROM timeline_run AS r WHERE r.key_id = v.k AND r.kind <> 2 AND r.start > v.b
              ORDER BY r.start LIMIT 1 OFFSET {KeyFold.Reach - 1}), {long.MaxValue})
          FROM {JsonRows.From(sql, "$1", "v", "k", "a", "b")})
        SELECT bounds.k, r.kind, r.start, r.ended, r.status, r.superseded
        FROM bounds CROSS JOIN timeline_run AS r WHERE r.key_id = bounds.k AND r.kind <> 2 AND r.start >= bounds.low AND r.start <= bounds.high
        ORDER BY bounds.k, r.start LIMIT {MostRows}
        """);

    /// <summary>Its id; 0 when there is none.</summary>
    public static ValueTask<long> ContextAsync(IWrite write, string name) => write.FirstAsync("SELECT id FROM timeline_context WHERE name = $1", r => r.GetInt64(0), name);

    /// <summary>Its id; 0 when there is one of this name.</summary>
    public static ValueTask<long> InsertContextAsync(IWrite write, string name, DateTimeOffset now) => write.FirstAsync(
        InsertContext, r => r.GetInt64(0), name, TimelineContext.DefaultKeepTimelines, (long)TimelineContext.DefaultOpenTimeout.TotalMicroseconds, now);

    /// <summary>The service, environment and host that a context is about.</summary>
    public static ValueTask<(string? Service, string? Environment, string? Host)> PlaceAsync(IWrite write, long context) => write.FirstAsync(
        "SELECT service, environment, host FROM timeline_context WHERE id = $1", r => (r.GetText(0), r.GetText(1), r.GetText(2)), context);

    public static ValueTask<long> CountContextsAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM timeline_context", r => r.GetInt64(0));

    /// <summary>Whether it is a new one, or another label.</summary>
    public static async ValueTask<(bool IsNew, bool IsOther)> AddTimelineAsync(IWrite write, long context, long starts, string label, DateTimeOffset now)
    {
        if (await write.ExecuteAsync(InsertTimeline, context, starts, label, now) == 1) return (true, true);
        return (false, label.Length > 0 && await write.ExecuteAsync(LabelTimeline, context, starts, label) == 1);
    }

    /// <summary>The ids of those there are.</summary>
    public static ValueTask<List<(long Id, string Name, string Host)>> KeysAsync(IWrite write, long context, IEnumerable<KeyBatch> keys) => write.QueryAsync(
        Keys.For(write.Sql), r => (r.GetInt64(0), r.GetString(1), r.GetString(2)), context, JsonRows.Write(keys.Select(k => new object?[] { k.Name, k.Host })));

    /// <summary>Which of these points there are.</summary>
    public static ValueTask<List<(long Key, long Time, TimelineStatus Status)>> PointsAsync(IWrite write, long context, IEnumerable<(long Key, long Time)> points) => write.QueryAsync(
        Points.For(write.Sql), r => (r.GetInt64(0), r.GetInt64(1), Badness.Status(r.GetInt32(2))), context, JsonRows.Write(points.Select(p => new object?[] { p.Key, p.Time })));

    /// <summary>When an event that is open counts as abandoned.</summary>
    public static async ValueTask<TimeSpan> OpenTimeoutAsync(IWrite write, long context) =>
        TimeSpan.FromMicroseconds(await write.FirstAsync("SELECT open_timeout FROM timeline_context WHERE id = $1", r => r.GetInt64(0), context));

    public static ValueTask<long> CountKeysAsync(IWrite write, long context) =>
        write.FirstAsync("SELECT count(*) FROM timeline_key WHERE context_id = $1", r => r.GetInt64(0), context);

    public static ValueTask<long> InsertKeyAsync(IWrite write, long context, string name, string host) =>
        write.FirstAsync(InsertKey, r => r.GetInt64(0), context, name, host);

    /// <summary>For each key with the instants of its first and last message, the rows that they may change and those that decide about them.</summary>
    /// <returns>Of at most <see cref="MostRows"/>: when there are so many, there may be more.</returns>
    public static ValueTask<List<(long Key, KeyRow Row)>> AroundAsync(IWrite write, IEnumerable<(long Key, long From, long To)> spans) => write.QueryAsync(
        Around.For(write.Sql), r => (r.GetInt64(0), ReadRow(r)), JsonRows.Write(spans.Select(s => new object?[] { s.Key, s.From, s.To })));

    public static ValueTask PutAsync(IWrite write, long context, long key, in KeyRow row) =>
        write.SendAsync(Upsert, context, row.Start, key, (int)row.Kind, row.End, Badness.Of(row.Status), row.Superseded);

    public static ValueTask DeleteAsync(IWrite write, long context, long key, in KeyRow row) => write.SendAsync(Delete, context, row.Start, key, (int)row.Kind);

    private static KeyRow ReadRow(DbDataReader r) =>
        new((RunKind)r.GetInt32(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetInt64(3), Badness.Status(r.GetInt32(4)), r.GetBoolean(5));
}
