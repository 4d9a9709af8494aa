using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Tracker.Tests.Locks.Proof;

/// <summary>What the database itself saw, by its own clock: written by triggers, so independent of the code under test.</summary>
/// <param name="Id">The token of a lock, or a waiter's place.</param>
/// <param name="Until">When a lock ends by itself; until when a waiter's server has promised to be alive.</param>
internal sealed record AuditRecord(long Sequence, long At, string What, long Id, Scope Scope, string Who, long Until, long GivesUp)
{
    public const string Taken = "taken";
    public const string Renewed = "renewed";
    public const string Ended = "ended";
    public const string Queued = "queued";
    public const string Stayed = "stayed";
    public const string Left = "left";
}

/// <summary>Installs the triggers in a test's database and reads what they wrote.</summary>
internal sealed class LockAudit(Func<DbConnection> connect)
{
    private const string Columns = "at, what, id, service, environment, resource, who, until, gives_up";

    private static readonly (string Table, string Event, string Row, string What, string Until, string GivesUp)[] Triggers =
    [
        ("lock_held", "INSERT", "NEW", AuditRecord.Taken, "expires_at", "NULL"),
        ("lock_held", "UPDATE", "NEW", AuditRecord.Renewed, "expires_at", "NULL"),
        ("lock_held", "DELETE", "OLD", AuditRecord.Ended, "expires_at", "NULL"),
        ("lock_waiter", "INSERT", "NEW", AuditRecord.Queued, "alive_until", "until"),
        ("lock_waiter", "UPDATE", "NEW", AuditRecord.Stayed, "alive_until", "until"),
        ("lock_waiter", "DELETE", "OLD", AuditRecord.Left, "alive_until", "until"),
    ];

    public static LockAudit OfPostgres(string connectionString) => new(() => new NpgsqlConnection(connectionString));

    public static LockAudit OfSqlite(string path) => new(() => new SqliteConnection($"Data Source={path};Pooling=False;Default Timeout=30"));

    /// <summary>The server must have made its tables, and on SQLite it must not run.</summary>
    public async Task InstallAsync()
    {
        await using var connection = connect();
        await connection.OpenAsync();
        var postgres = connection is NpgsqlConnection;
        var id = postgres ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY" : "INTEGER PRIMARY KEY AUTOINCREMENT";
        await ExecuteAsync(connection, $"""
            CREATE TABLE proof_record(sequence {id}, at BIGINT NOT NULL, what TEXT NOT NULL, id BIGINT NOT NULL,
                service TEXT NOT NULL, environment TEXT NOT NULL, resource TEXT NOT NULL, who TEXT NOT NULL, until BIGINT, gives_up BIGINT)
            """);
        foreach (var trigger in Triggers)
        {
            var now = postgres ? "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint" : "CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000";
            string Of(string column) => column == "NULL" ? column : $"{trigger.Row}.{column}";
            var insert = $"""
                INSERT INTO proof_record({Columns}) VALUES({now}, '{trigger.What}', {Of("id")}, {Of("service")}, {Of("environment")}, {Of("resource")},
                    {Of("who")}, {Of(trigger.Until)}, {Of(trigger.GivesUp)});
                """;
            var name = $"proof_{trigger.What}";
            var when = $"AFTER {trigger.Event} ON {trigger.Table} FOR EACH ROW";
            if (postgres)
            {
                await ExecuteAsync(connection, $"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {insert} RETURN NULL; END $$");
                await ExecuteAsync(connection, $"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()");
            }
            else
            {
                await ExecuteAsync(connection, $"CREATE TRIGGER {name} {when} BEGIN {insert} END");
            }
        }
    }

    public async Task<List<AuditRecord>> ReadAsync()
    {
        await using var connection = connect();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT sequence, {Columns} FROM proof_record ORDER BY sequence";
        await using var reader = await command.ExecuteReaderAsync();
        var records = new List<AuditRecord>();
        while (await reader.ReadAsync())
        {
            records.Add(new AuditRecord(
                reader.GetInt64(0),
                reader.GetInt64(1),
                reader.GetString(2),
                reader.GetInt64(3),
                new Scope(reader.GetString(4), reader.GetString(5), reader.GetString(6)),
                reader.GetString(7),
                reader.IsDBNull(8) ? LockOperation.Never : reader.GetInt64(8),
                reader.IsDBNull(9) ? LockOperation.Never : reader.GetInt64(9)));
        }
        return records;
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
