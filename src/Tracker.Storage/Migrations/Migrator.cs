using System.Data.Common;
using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Migrations;

/// <summary>Applies what is missing, inside the exclusive transaction its caller has begun.</summary>
internal sealed partial class Migrator(IReadOnlyList<Migration> known, bool mayChange, TimeProvider time, ILogger log)
{
    // An index over many rows takes its time; and so does waiting for another starter that builds it.
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    public async Task ApplyAsync(DbConnection connection, CancellationToken ct)
    {
        await connection.Command("""
            CREATE TABLE IF NOT EXISTS schema_migration (
              version    INTEGER NOT NULL PRIMARY KEY,
              name       TEXT    NOT NULL,
              sha256     TEXT    NOT NULL,
              applied_at BIGINT  NOT NULL
            )
            """, []).ExecuteAsync(ct);
        var applied = await connection.QueryAsync(
            "SELECT version, name, sha256 FROM schema_migration ORDER BY version",
            row => (Version: row.GetInt32(0), Name: row.GetString(1), Sha256: row.GetString(2)), ct);

        var byVersion = known.ToDictionary(m => m.Version);
        foreach (var (version, name, sha256) in applied)
        {
            if (!byVersion.TryGetValue(version, out var migration))
                throw new StorageStartException(
                    $"The store has the schema change {name}, which this version does not know: a newer one has used it. " +
                    "Start that version, or restore the backup made before the upgrade.");
            if (migration.Sha256 != sha256)
                throw new StorageStartException(
                    $"The store was made with another text of the schema change {name} (its SHA-256 there is {sha256}, here {migration.Sha256}). " +
                    "Start the version that made the store; an applied migration must never be edited.");
        }

        foreach (var migration in known.ExceptBy(applied.Select(a => a.Version), m => m.Version))
        {
            if (!mayChange) throw new StorageStartException($"The store lacks the schema change {migration.Name} of this version: start a server of this version first.");
            var command = connection.Command(migration.Sql, []);
            command.CommandTimeout = (int)Longest.TotalSeconds;
            await command.ExecuteAsync(ct);
            await connection.Command(
                "INSERT INTO schema_migration (version, name, sha256, applied_at) VALUES ($1, $2, $3, $4)",
                [migration.Version, migration.Name, migration.Sha256, time.GetUtcNow()]).ExecuteAsync(ct);
            LogApplied(log, migration.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied the schema change {Name}")]
    private static partial void LogApplied(ILogger log, string name);
}
