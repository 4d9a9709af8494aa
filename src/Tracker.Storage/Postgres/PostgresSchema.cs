using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Postgres;

internal static partial class PostgresSchema
{
    private const long MigrationLock = 0x747261636b6572; // "tracker"

    public static async Task MigrateAsync(NpgsqlDataSource source, Migrator migrator, ILogger log, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        // Each statement must see what another starter committed before it gave up the lock.
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var exclusive = connection.Command("SELECT pg_advisory_xact_lock($1)", [MigrationLock]);
        exclusive.CommandTimeout = (int)Migrator.Longest.TotalSeconds;
        await exclusive.ExecuteAsync(ct);
        await migrator.ApplyAsync(connection, ct);
        await RenewFeedAsync(connection, log, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>
    /// A dump restored into another cluster carries transaction numbers which that cluster has yet to reach: its feed
    /// would stand still until then. Such rows are put before everything that will follow, and are read again.
    /// </summary>
    private static async Task RenewFeedAsync(NpgsqlConnection connection, ILogger log, CancellationToken ct)
    {
        const string ahead = "WHERE xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint";
        var rows = await connection.Command($"UPDATE change SET xid = 0 {ahead}", []).ExecuteAsync(ct);
        var cursors = await connection.Command($"UPDATE change_cursor SET xid = 0, sequence = 0 {ahead}", []).ExecuteAsync(ct);
        if (rows + cursors > 0)
            LogRenewed(log, rows, cursors);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store comes from another PostgreSQL cluster: {Rows} changes were renumbered, and {Cursors} readers start over")]
    private static partial void LogRenewed(ILogger log, int rows, int cursors);
}
