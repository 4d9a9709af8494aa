using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Tracker.Testing;

/// <summary>
/// A throw-away PostgreSQL: one per test run, one database per fixture. It ends with the process that started it,
/// also when that one is killed.
/// </summary>
public sealed class PostgresCluster : IDisposable
{
    private const string User = "tracker";
    private const string Password = "tracker";

    private static readonly TimeSpan LongestStep = TimeSpan.FromSeconds(90);

    // Nobody disposes of it: a process that is ending no longer hears of its children's ends.
    private static readonly Lazy<Task<PostgresCluster>> Run = new(() => StartAsync());

    private readonly string _folder;
    private readonly string _binaries;
    private readonly int _port;
    private int _databases;
    private int _disposed;

    private PostgresCluster(string folder, string binaries, int port)
    {
        _folder = folder;
        _binaries = binaries;
        _port = port;
    }

    /// <summary>Why there can be none here, or null. Tests skip with it on a developer's machine and fail when CI is true.</summary>
    public static string? Missing { get; } = Binaries() is null
        ? "PostgreSQL is not installed (Debian: apt-get install postgresql; elsewhere put initdb and pg_ctl on the PATH)."
        : null;

    /// <summary>The one that every test of this run shares.</summary>
    public static Task<PostgresCluster> SharedAsync() => Run.Value;

    /// <param name="durable">Waits for the disk at each commit; only crash tests need it.</param>
    public static async Task<PostgresCluster> StartAsync(bool durable = false)
    {
        var binaries = Binaries() ?? throw new InvalidOperationException(Missing);
        var folder = Directory.CreateTempSubdirectory("tracker-pg-").FullName;
        var cluster = new PostgresCluster(folder, binaries, FreePort());
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "pw"), Password);
            if (IsRoot)
                await ExecuteAsync("chown", ["-R", "postgres", folder]);
            await cluster.PostgresAsync("initdb",
                "-D", $"{folder}/data", "-U", User, "-A", "scram-sha-256", $"--pwfile={folder}/pw", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
            var settings = $"-p {cluster._port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=300" + (durable ? "" : " -c fsync=off");
            await cluster.PostgresAsync("pg_ctl", "-D", $"{folder}/data", "-l", $"{folder}/log", "-w", "-s", "-o", settings, "start");
            cluster.Watch();
            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>An empty database's DATABASE_URL.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection($"{ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync();
        return $"postgres://{User}:{Password}@127.0.0.1:{_port}/{name}?sslmode=disable";
    }

    /// <summary>The same database for Npgsql.</summary>
    public string ConnectionStringOf(string databaseUrl) => ConnectionString(new Uri(databaseUrl).AbsolutePath.TrimStart('/'));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        if (File.Exists($"{_folder}/data/postmaster.pid"))
            PostgresAsync("pg_ctl", "-D", $"{_folder}/data", "-m", "immediate", "-s", "stop").GetAwaiter().GetResult();
        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsRoot => Environment.UserName == "root";

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Username={User};Password={Password};Database={database};SSL Mode=Disable";

    private Task PostgresAsync(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        // PostgreSQL refuses to run as root.
        return IsRoot ? ExecuteAsync("runuser", ["-u", "postgres", "--", path, .. arguments]) : ExecuteAsync(path, arguments);
    }

    /// <summary>Nothing runs on after the test run, however that ended: a shell outside its process group looks after it.</summary>
    private void Watch()
    {
        var stop = $"'{_binaries}/pg_ctl' -D '{_folder}/data' -m immediate -s stop";
        if (IsRoot)
            stop = $"runuser -u postgres -- {stop}";
        var script =
            $"while kill -0 {Environment.ProcessId} 2>/dev/null && test -d '{_folder}'; do sleep 1; done; " +
            $"if test -d '{_folder}'; then {stop}; rm -rf '{_folder}'; fi";
        // Its own streams, or whoever reads this process's output would wait for it.
        using var _ = Process.Start(new ProcessStartInfo("setsid", ["-f", "sh", "-c", $"({script}) </dev/null >/dev/null 2>&1"]) { WorkingDirectory = "/" });
    }

    private static string? Binaries()
    {
        IEnumerable<string> installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).OrderDescending()
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ExecuteAsync(string program, string[] arguments)
    {
        using var enough = new CancellationTokenSource(LongestStep);
        // pg_ctl's child keeps the streams it is given, so its output is not waited for but sent to a file by -l.
        using var process = Process.Start(new ProcessStartInfo("sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>\"$0\"", "/dev/null", program, .. arguments])
        {
            WorkingDirectory = "/",
        })!;
        await process.WaitForExitAsync(enough.Token);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
