using System.Globalization;
using Npgsql;
using Tracker.Bench.Load;
using Tracker.Testing;

namespace Tracker.Bench.Locks;

/// <summary>PostgreSQL's own load program: each connection runs a script over and over.</summary>
internal sealed class Pgbench(string connectionString)
{
    /// <summary>A lock table as people write one: a unique key, an insert that does nothing on conflict, a delete.</summary>
    public const string Cycle = """
        INSERT INTO plain_lock(name, who, token, expires_at) VALUES('service-' || :client_id, 'bench', nextval('plain_token'), now() + interval '30 s')
            ON CONFLICT DO NOTHING RETURNING token;
        DELETE FROM plain_lock WHERE name = 'service-' || :client_id;
        """;

    /// <summary>What Tracker itself sends for a cycle, without Tracker: the scope to itself, the look, and what is written.</summary>
    public const string TrackersCycle = $"""
        BEGIN;
        SELECT pg_advisory_xact_lock_shared(hashtextextended('lock:*', 0));
        SELECT pg_advisory_xact_lock(hashtextextended('lock-pgbench-' || :client_id, 0));
        SELECT h.*, CASE WHEN h.expires_at <= {Now} THEN 1 ELSE 0 END AS expired,
            (SELECT w.id FROM lock_waiter AS w
             WHERE w.service IN ('pgbench-' || :client_id, '*') AND w.environment IN ('production', '*') AND w.resource IN ('deployment', '*')
               AND w.id < 9223372036854775807 AND w.alive_until > {Now} AND w.until > {Now} ORDER BY w.id LIMIT 1) AS first
            FROM (SELECT 1 AS one) AS o
            LEFT JOIN lock_held AS h ON h.service IN ('pgbench-' || :client_id, '*') AND h.environment IN ('production', '*') AND h.resource IN ('deployment', '*')
            ORDER BY expired, h.id LIMIT 20;
        INSERT INTO lock_held(uuid, service, environment, resource, who, principal, principal_name, event_id, reason, automatic, ttl, created_at, expires_at)
            VALUES(gen_random_uuid(), 'pgbench-' || :client_id, 'production', 'deployment', 'bench', '', '', '', '', false, 30000000, {Now}, {Now} + 30000000)
            RETURNING uuid AS lock_id \gset
        INSERT INTO change(topic, key) VALUES('locks', 'held-pgbench-' || :client_id);
        {Activity};
        COMMIT;
        BEGIN;
        DELETE FROM lock_held WHERE uuid = :lock_id AND principal = '' AND (expires_at IS NULL OR expires_at > {Now}) RETURNING *;
        INSERT INTO change(topic, key) VALUES('locks', 'free-pgbench-' || :client_id);
        {Activity};
        COMMIT;
        """;

    private const string Now = "((extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    private const string Activity = """
        INSERT INTO activity(at, module, kind, subject, severity, title, link, service, environment, host, tags)
            VALUES(0, 'locks', 'lock.taken', '01234567-0123-0123-0123-0123456789ab', 1, 'bench locked pgbench / production / deployment', '/locks', 'pgbench', 'production', NULL, NULL)
        """;

    private const string Table = """
        CREATE SEQUENCE IF NOT EXISTS plain_token;
        CREATE TABLE IF NOT EXISTS plain_lock(name text PRIMARY KEY, who text NOT NULL, token bigint NOT NULL, expires_at timestamptz);
        """;

    public async Task<LoadResult> RunAsync(string script, int connections, int seconds, CancellationToken ct)
    {
        await using (var connection = new NpgsqlConnection(connectionString))
        {
            await connection.OpenAsync(ct);
            await using var create = new NpgsqlCommand(Table, connection);
            await create.ExecuteNonQueryAsync(ct);
        }
        using var folder = new TempFolder();
        var file = folder.PathOf("script");
        await File.WriteAllTextAsync(file, script, ct);
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        await using var pgbench = await ChildProcess.RunAsync(
            Requires.Program("pgbench", "postgresql"),
            [
                "--no-vacuum", "--protocol", "prepared", "--client", $"{connections}", "--jobs", "1", "--time", $"{seconds}", "--file", file,
                "--log", "--log-prefix", folder.PathOf("log"), "-h", database.Host!, "-p", $"{database.Port}", "-U", database.Username!, database.Database!,
            ],
            new Dictionary<string, string?> { ["PGPASSWORD"] = database.Password },
            timeout: TimeSpan.FromSeconds(seconds + 60),
            ct: ct);
        if (pgbench.ExitCode != 0) throw new InvalidOperationException($"pgbench ended with {pgbench.ExitCode}.\n{pgbench.Said}");
        // A line for each run of the script; its third number is how many microseconds it took.
        var latencies = Directory.GetFiles(folder.FullPath, "log*").SelectMany(File.ReadLines)
            .Select(line => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).Order().ToArray();
        return new LoadResult(
            latencies.Length,
            latencies.Length / (double)seconds,
            TimeSpan.FromMicroseconds(latencies[latencies.Length / 2]),
            TimeSpan.FromMicroseconds(latencies[(int)(latencies.Length * 0.99)]));
    }
}
