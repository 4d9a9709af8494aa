using System.Data.Common;
using System.Text.Json;
using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>All the SQL that writes what messages say.</summary>
internal static class RunStore
{
    /// <summary>More rows between two messages about one name and host than are looked at at once.</summary>
    public const int MostRows = 5_000;

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

    // What a point was said to be may become worse, never better.
    private const string Upsert =
        """
        INSERT INTO timeline_run(context_id, start, key_id, kind, ended, status, superseded) VALUES($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT(context_id, start, key_id, kind) DO UPDATE SET ended = excluded.ended, superseded = excluded.superseded,
          status = CASE WHEN excluded.kind = 2 AND excluded.status < timeline_run.status THEN timeline_run.status ELSE excluded.status END
        """;

    private const string Delete = "DELETE FROM timeline_run WHERE context_id = $1 AND start = $2 AND key_id = $3 AND kind = $4";

    /// <summary>
    /// For each key with the instants of its messages, from a to b: the run that is under way at a, what lies between, and the
    /// next stray end and run after b.
    /// </summary>
    private static readonly SqlText Around = new(sql => $"""
        WITH m(k, a, b) AS ({(sql.Engine == SqlEngine.Sqlite
            ? "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]') FROM json_each($1)"
            : "SELECT CAST(item->>0 AS bigint), CAST(item->>1 AS bigint), CAST(item->>2 AS bigint) FROM jsonb_array_elements(CAST($1 AS jsonb)) AS t(item)")}),
        bounds(k, a, b, run_before, run_after, end_after) AS (
          SELECT k, a, b,
            coalesce((SELECT max(r.start) FROM timeline_run AS r WHERE r.key_id = m.k AND r.kind = 0 AND r.start <= m.a), m.a),
            coalesce((SELECT min(r.start) FROM timeline_run AS r WHERE r.key_id = m.k AND r.kind = 0 AND r.start > m.b), m.b),
            coalesce((SELECT min(r.start) FROM timeline_run AS r WHERE r.key_id = m.k AND r.kind = 1 AND r.start > m.b), m.b)
          FROM m)
        SELECT bounds.k, r.kind, r.start, r.ended, r.status, r.superseded
        FROM bounds JOIN timeline_run AS r ON r.key_id = bounds.k AND r.start >= run_before AND (r.start <= run_after OR r.start <= end_after)
        WHERE (r.kind = 0 AND r.start <= run_after) OR (r.kind = 1 AND r.start >= a AND (r.start <= b OR r.start = end_after))
        ORDER BY bounds.k, r.start, r.kind LIMIT {MostRows}
        """);

    /// <summary>Its id; 0 when there is none.</summary>
    public static ValueTask<long> ContextAsync(IWrite write, string name) => write.FirstAsync("SELECT id FROM timeline_context WHERE name = $1", r => r.GetInt64(0), name);

    /// <summary>Its id; 0 when there is one of this name.</summary>
    public static ValueTask<long> InsertContextAsync(IWrite write, string name, DateTimeOffset now) => write.FirstAsync(
        InsertContext, r => r.GetInt64(0), name, TimelineContext.DefaultKeepTimelines, (long)TimelineContext.DefaultOpenTimeout.TotalMicroseconds, now);

    public static ValueTask<long> CountContextsAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM timeline_context", r => r.GetInt64(0));

    /// <summary>Whether it is a new one.</summary>
    public static async ValueTask<bool> AddTimelineAsync(IWrite write, long context, long starts, string label, DateTimeOffset now)
    {
        if (await write.ExecuteAsync(InsertTimeline, context, starts, label, now) == 1) return true;
        await write.SendAsync(LabelTimeline, context, starts, label);
        return false;
    }

    /// <summary>Its id; 0 when there is none.</summary>
    public static ValueTask<long> KeyAsync(IWrite write, long context, string name, string host) =>
        write.FirstAsync("SELECT id FROM timeline_key WHERE context_id = $1 AND name = $2 AND host = $3", r => r.GetInt64(0), context, name, host);

    public static ValueTask<long> CountKeysAsync(IWrite write, long context) =>
        write.FirstAsync("SELECT count(*) FROM timeline_key WHERE context_id = $1", r => r.GetInt64(0), context);

    public static ValueTask<long> InsertKeyAsync(IWrite write, long context, string name, string host) =>
        write.FirstAsync(InsertKey, r => r.GetInt64(0), context, name, host);

    /// <summary>The rows that messages between two instants may change, for each key.</summary>
    /// <returns>Of at most <see cref="MostRows"/>: when there are so many, there may be more.</returns>
    public static ValueTask<List<(long Key, KeyRow Row)>> AroundAsync(IWrite write, IEnumerable<(long Key, long From, long To)> spans) => write.QueryAsync(
        Around.For(write.Sql), r => (r.GetInt64(0), ReadRow(r)), JsonSerializer.Serialize(spans.Select(s => new[] { s.Key, s.From, s.To })));

    public static ValueTask PutAsync(IWrite write, long context, long key, in KeyRow row) =>
        write.SendAsync(Upsert, context, row.Start, key, (int)row.Kind, row.End, Badness.Of(row.Status), row.Superseded);

    public static ValueTask DeleteAsync(IWrite write, long context, long key, in KeyRow row) => write.SendAsync(Delete, context, row.Start, key, (int)row.Kind);

    private static KeyRow ReadRow(DbDataReader r) =>
        new((RunKind)r.GetInt32(1), r.GetInt64(2), r.IsDBNull(3) ? null : r.GetInt64(3), Badness.Status(r.GetInt32(4)), r.GetBoolean(5));
}
