using Tracker.Testing;

namespace Tracker.Tests.Locks.Proof;

/// <summary>The real servers that are raced at, and what befalls them.</summary>
internal sealed class RaceServers : IAsyncDisposable
{
    private readonly List<TrackerProcess> _servers = [];

    private RaceServers()
    {
    }

    public LockAudit Audit { get; private set; } = null!;

    public IReadOnlyList<Func<Uri>> Addresses => [.. _servers.Select(s => (Func<Uri>)(() => s.HttpAddress))];

    /// <summary>Two replicas over one database.</summary>
    public static async Task<RaceServers> OnPostgresAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && !Requires.InCI, PostgresCluster.Missing ?? "");
        var cluster = await PostgresCluster.SharedAsync();
        var url = await cluster.CreateDatabaseAsync();
        var servers = new RaceServers { Audit = LockAudit.OfPostgres(cluster.ConnectionStringOf(url)) };
        await servers.StartAsync(url);
        await servers.Audit.InstallAsync();
        await servers.StartAsync(url);
        return servers;
    }

    /// <summary>One server with its embedded store.</summary>
    public static async Task<RaceServers> OnSqliteAsync()
    {
        var servers = new RaceServers();
        await servers.StartAsync(null);
        var server = servers._servers[0];
        await server.StopAsync();
        servers.Audit = LockAudit.OfSqlite(Path.Combine(server.DataDirectory, "tracker.db"));
        await servers.Audit.InstallAsync();
        await server.StartAgainAsync();
        return servers;
    }

    /// <summary>Without warning, as by a power cut; it comes back.</summary>
    public async Task KillAsync(Random random)
    {
        var server = Any(random);
        await MomentAsync(random);
        await server.KillAsync();
        await server.StartAgainAsync();
    }

    /// <summary>As when its deployment goes on.</summary>
    public async Task RestartAsync(Random random)
    {
        var server = Any(random);
        await MomentAsync(random);
        await server.StopAsync(TimeSpan.FromSeconds(20));
        await server.StartAgainAsync();
    }

    /// <summary>Stands still for longer than the shorter locks last, and goes on as if nothing had been.</summary>
    public async Task PauseAsync(Random random)
    {
        var server = Any(random);
        await MomentAsync(random);
        server.Child.Signal(Signal.Stop);
        await Task.Delay(random.Next(2_500, 4_500));
        server.Child.Signal(Signal.Continue);
    }

    public string Said => string.Join('\n', _servers.Select(s => s.Child.Output[Math.Max(0, s.Child.Output.Length - 2_000)..]));

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    private async Task StartAsync(string? databaseUrl) => _servers.Add(await TrackerProcess.StartAsync(new TrackerProcessOptions
    {
        Environment = new Dictionary<string, string?>
        {
            ["DATABASE_URL"] = databaseUrl,
            ["TRACKER_SECRET_KEY"] = databaseUrl is null ? null : "what every replica of the race knows",
            ["LOG_LEVEL"] = "warning",
        },
        StartTimeout = TimeSpan.FromSeconds(60),
    }));

    private TrackerProcess Any(Random random) => _servers[random.Next(_servers.Count)];

    // Anywhere in a round, so that every step of taking and releasing is interrupted now and then.
    private static Task MomentAsync(Random random) => Task.Delay(random.Next(0, 150));
}
