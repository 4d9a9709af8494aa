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
            Requires.Program("pgbench", "postgresql-contrib"),
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
