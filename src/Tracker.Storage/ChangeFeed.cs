using System.Data.Common;

namespace Tracker.Storage;

/// <summary>The feed over either engine's <c>change</c> table.</summary>
internal sealed class ChangeFeed(IDatabase database, ChangeSignal signal) : IChangeFeed
{
    private const int PruneChunk = 1000;

    /// <summary>
    /// Beside every hint stands a slow poll: one may be lost on its way from another
    /// replica, and some engines know none.
    /// </summary>
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    private bool Postgres => database.Sql.Engine == SqlEngine.Postgres;

    public async Task<ChangeCursor> HeadAsync(CancellationToken ct = default)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return Postgres
            // Whatever is still to be committed has a transaction at or above xmin.
            ? await connection.FirstAsync(
                "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
                row => new ChangeCursor(row.GetInt64(0) - 1, long.MaxValue), ct)
            : await connection.FirstAsync(
                "SELECT coalesce(max(sequence), 0) FROM change", row => new ChangeCursor(0, row.GetInt64(0)), ct);
    }

    public async Task<IReadOnlyList<Change>> ReadAsync(ChangeCursor after, int limit, CancellationToken ct = default)
    {
        await using var connection = await database.OpenReadAsync(ct);
        return Postgres
            ? await connection.QueryAsync("""
                SELECT xid, sequence, topic, key FROM change
                WHERE (xid, sequence) > ($1, $2) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
                ORDER BY xid, sequence LIMIT $3
                """, Read, ct, after.Transaction, after.Sequence, limit)
            : await connection.QueryAsync(
                "SELECT 0, sequence, topic, key FROM change WHERE sequence > $1 ORDER BY sequence LIMIT $2",
                Read, ct, after.Sequence, limit);
    }

    public long Version => signal.Version;

    public Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct = default) =>
        signal.WaitAsync(seen, atMost > Poll ? Poll : atMost, ct);

    public Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default) =>
        Pruning.RunAsync(database, PruneChunk, write => PruneChunkAsync(write, olderThan), ct);

    private async ValueTask<int> PruneChunkAsync(IWrite write, TimeSpan olderThan)
    {
        var before = (long)olderThan.TotalMicroseconds;
        var (transaction, sequence) = await write.FirstAsync(
            "SELECT xid, sequence FROM change_cursor ORDER BY xid, sequence LIMIT 1",
            row => new ChangeCursor?(new ChangeCursor(row.GetInt64(0), row.GetInt64(1)))) ?? new ChangeCursor(long.MaxValue, long.MaxValue);
        return Postgres
            ? await write.ExecuteAsync($"""
                DELETE FROM change WHERE (xid, sequence) IN (
                  SELECT xid, sequence FROM change
                  WHERE (xid, sequence) <= ($1, $2) AND at < {write.Sql.Now} - $3
                  ORDER BY xid, sequence LIMIT {PruneChunk})
                """, transaction, sequence, before)
            // The newest row stays: SQLite would give its number again, and cursors beyond it would skip what follows.
            : await write.ExecuteAsync($"""
                DELETE FROM change WHERE sequence IN (
                  SELECT sequence FROM change
                  WHERE sequence <= $1 AND sequence < (SELECT max(sequence) FROM change) AND at < {write.Sql.Now} - $2
                  ORDER BY sequence LIMIT {PruneChunk})
                """, sequence, before);
    }

    private static Change Read(DbDataReader row) =>
        new(new ChangeCursor(row.GetInt64(0), row.GetInt64(1)), row.GetString(2), row.GetString(3));
}
