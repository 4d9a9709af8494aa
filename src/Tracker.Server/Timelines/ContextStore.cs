using System.Text.Json;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>All the SQL that changes contexts, and deletes timelines.</summary>
internal static class ContextStore
{
    /// <summary>Rows that one write deletes at most.</summary>
    public const int Chunk = 500;

    private const string Settings =
        $"""
        UPDATE timeline_context SET description = $2, service = $3, environment = $4, host = $5, tags = $6, keep_timelines = $7, keep_days = $8, open_timeout = $9
        WHERE id = $1
        RETURNING {TimelineReader.ContextColumns}
        """;

    private static readonly string DeleteRuns =
        $"""
        DELETE FROM timeline_run WHERE context_id = $1 AND (start, key_id, kind) IN (
          SELECT start, key_id, kind FROM timeline_run WHERE context_id = $1 AND start >= $2 AND start < $3 ORDER BY start LIMIT {Chunk})
        """;

    private static readonly string DeleteKeys =
        $"DELETE FROM timeline_key WHERE id IN (SELECT id FROM timeline_key WHERE context_id = $1 LIMIT {Chunk})";

    // The one that nobody asked for stays with its context: what comes late from before all others goes to it.
    private static readonly string DeleteTimelines =
        $"""
        DELETE FROM timeline WHERE context_id = $1 AND starts IN (
          SELECT starts FROM timeline WHERE context_id = $1 AND starts >= $2 AND starts < $3 AND starts > $4 ORDER BY starts LIMIT {Chunk})
        """;

    /// <summary>Whoever changes what belongs to a context, but for its own settings, waits for others who do.</summary>
    public static ValueTask LockAsync(IWrite write, string context) => write.LockAsync("timeline:" + context);

    public static ValueTask<TimelineContext?> FindAsync(IWrite write, string name) => write.FirstAsync<TimelineContext?>(
        $"SELECT {TimelineReader.ContextColumns} FROM timeline_context WHERE name = $1", TimelineReader.ReadContext, name);

    public static ValueTask<TimelineContext?> SaveAsync(IWrite write, TimelineContext c) => write.FirstAsync<TimelineContext?>(
        Settings, TimelineReader.ReadContext,
        c.Id, c.Description, c.Service, c.Environment, c.Host, JsonSerializer.Serialize(c.Tags), c.KeepTimelines, c.KeepDays, (long)c.OpenTimeout.TotalMicroseconds);

    public static ValueTask DescribeAsync(IWrite write, string name, string description) =>
        write.SendAsync("UPDATE timeline_context SET description = $2 WHERE name = $1", name, description);

    /// <summary>Where the timeline after an instant begins; null when there is none.</summary>
    public static ValueTask<long?> NextAsync(IWrite write, long context, long starts) => write.FirstAsync(
        "SELECT min(starts) FROM timeline WHERE context_id = $1 AND starts > $2", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), context, starts);

    /// <summary>
    /// Where the oldest timeline that is kept begins: the newest one is always kept. Null when nothing is to be deleted.
    /// </summary>
    public static async ValueTask<long?> OldestKeptAsync(IWrite write, TimelineContext context, DateTimeOffset now)
    {
        long? oldest = null;
        if (context.KeepTimelines is { } count)
        {
            oldest = await write.FirstAsync(
                "SELECT starts FROM timeline WHERE context_id = $1 ORDER BY starts DESC LIMIT 1 OFFSET $2", r => (long?)r.GetInt64(0), context.Id, count - 1);
        }

        if (context.KeepDays is { } days)
        {
            // What began before then may have gone on after it.
            var current = await write.FirstAsync(
                "SELECT max(starts) FROM timeline WHERE context_id = $1 AND starts <= $2", r => r.IsDBNull(0) ? (long?)null : r.GetInt64(0), context.Id, now.AddDays(-days));
            if (oldest is null || current > oldest) oldest = current;
        }

        return oldest;
    }

    /// <summary>
    /// Deletes at most one chunk of what started from one instant until another, under the context's lock. Returns how many
    /// rows; 0 when all is gone. The names and hosts are left to <see cref="UnusedKeys"/>.
    /// </summary>
    public static ValueTask<int> DeleteRunsAsync(IWrite write, RunWriter writer, long context, long from, long until)
    {
        writer.Forget();
        return write.ExecuteAsync(DeleteRuns, context, from, until);
    }

    /// <summary>The same for timelines that begin from one instant until another.</summary>
    public static ValueTask<int> DeleteTimelinesAsync(IWrite write, long context, long from, long until) => write.ExecuteAsync(DeleteTimelines, context, from, until, Timeline.First);

    /// <summary>The same for the names and hosts of a context that has no runs any more.</summary>
    public static ValueTask<int> DeleteKeysAsync(IWrite write, long context) => write.ExecuteAsync(DeleteKeys, context);

    /// <summary>A context that has nothing any more.</summary>
    public static async ValueTask DeleteAsync(IWrite write, RunWriter writer, long context)
    {
        writer.Forget();
        await write.SendAsync("DELETE FROM timeline WHERE context_id = $1", context);
        await write.SendAsync("DELETE FROM timeline_context WHERE id = $1", context);
    }
}
