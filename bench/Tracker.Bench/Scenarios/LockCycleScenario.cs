using Tracker.Bench.Load;
using Tracker.Bench.Locks;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class LockCycleScenario : IScenario
{
    private const int Connections = 64;

    public string Name => "lock-cycle";

    public string Question => "How many locks a second are taken and released, durably, compared to etcd, Redis and a table in PostgreSQL?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var embedded = await BenchServer.StartAsync(Name, ct);
        using var cluster = await PostgresCluster.StartAsync(durable: true);
        var url = await cluster.CreateDatabaseAsync();
        await using var replica = await BenchServer.StartAsync($"{Name}-postgres", ct, url);
        await using var etcd = await Peer.EtcdAsync(ct);
        await using var redis = await Peer.RedisAsync(ct);
        var pgbench = new Pgbench(cluster.ConnectionStringOf(url));

        using var sides = new Sides();
        await sides.AddAsync("Tracker, embedded store", embedded.Child.Id, i => Task.FromResult<ICycle>(new TrackerCycle(embedded.HttpAddress, $"service-{i}", "bench")));
        await sides.AddAsync("etcd", etcd.Id, async i => await EtcdCycle.ConnectAsync(etcd.Address, $"service-{i}", ct));
        await sides.AddAsync("Redis, appendfsync always", redis.Id, async i => await RedisCycle.ConnectAsync(redis.Port, $"service-{i}", ct));
        await sides.AddAsync("Tracker on PostgreSQL", replica.Child.Id, i => Task.FromResult<ICycle>(new TrackerCycle(replica.HttpAddress, $"service-{i}", "bench")));
        sides.Add("PostgreSQL, a plain table (pgbench)", null, s => pgbench.RunAsync(Pgbench.Cycle, Connections, s, ct));
        sides.Add("PostgreSQL, Tracker's statements (pgbench)", null, s => pgbench.RunAsync(Pgbench.TrackersCycle, Connections, s, ct));
        await sides.AddAsync("Tracker, all want the same lock", embedded.Child.Id, i => Task.FromResult<ICycle>(new TrackerCycle(embedded.HttpAddress, "wanted", $"bench {i}", wait: 60)));
        await sides.AddAsync("the same on PostgreSQL", replica.Child.Id, i => Task.FromResult<ICycle>(new TrackerCycle(replica.HttpAddress, "wanted", $"bench {i}", wait: 60)));

        await sides.MeasureAsync(options, ct);
        var same = sides.Ratio("Tracker on PostgreSQL", "PostgreSQL, Tracker's statements (pgbench)");
        return new ResultTable(
            $"Lock and unlock, durable, {Connections} connections",
            ["", "cycles/s", "p50 ms", "p99 ms", "CPU µs/cycle", "embedded store to it"],
            sides.Rows,
            $"Ratios are medians of {options.Rounds} rounds in turns. Aims: 3 times etcd, 2 times a table in PostgreSQL; on PostgreSQL 0.8 of pgbench with the same statements: {same}.");
    }

    /// <summary>Those who are compared, measured one after the other in each round.</summary>
    private sealed class Sides : IDisposable
    {
        private readonly List<(string Name, int? Process, Func<int, Task<LoadResult>> Load, List<LoadResult> Results, List<double> Processor)> _sides = [];
        private readonly List<ICycle> _clients = [];

        public IReadOnlyList<IReadOnlyList<string>> Rows =>
        [
            .. _sides.Select(side => (string[])
            [
                side.Name,
                Statistics.Spread([.. side.Results.Select(r => r.Rate)], "0"),
                side.Results.Select(r => r.P50.TotalMilliseconds).Median().ToString("0.00"),
                side.Results.Select(r => r.P99.TotalMilliseconds).Median().ToString("0.00"),
                side.Process is null ? "–" : side.Processor.Median().ToString("0"),
                Statistics.Spread([.. _sides[0].Results.Zip(side.Results, (first, other) => first.Rate / other.Rate)]),
            ]),
        ];

        public string Ratio(string one, string other) => Statistics.Spread([.. ResultsOf(one).Zip(ResultsOf(other), (a, b) => a.Rate / b.Rate)]);

        private List<LoadResult> ResultsOf(string name) => _sides.Single(s => s.Name == name).Results;

        public async Task AddAsync(string name, int process, Func<int, Task<ICycle>> connect)
        {
            var clients = new List<ICycle>();
            for (var i = 0; i < Connections; i++) clients.Add(await connect(i));
            _clients.AddRange(clients);
            Add(name, process, s => CycleLoad.RunAsync(clients, s, CancellationToken.None));
        }

        public void Add(string name, int? process, Func<int, Task<LoadResult>> load) => _sides.Add((name, process, load, [], []));

        public async Task MeasureAsync(BenchOptions options, CancellationToken ct)
        {
            foreach (var side in _sides) await side.Load(Math.Max(2, options.Seconds / 2));
            for (var round = 0; round < options.Rounds; round++)
            {
                foreach (var side in _sides)
                {
                    ct.ThrowIfCancellationRequested();
                    var before = side.Process is { } id ? ProcessUsage.Of(id).Processor : TimeSpan.Zero;
                    var result = await side.Load(options.Seconds);
                    side.Results.Add(result);
                    if (side.Process is { } pid) side.Processor.Add((ProcessUsage.Of(pid).Processor - before).TotalMicroseconds / result.Requests);
                    await Console.Error.WriteLineAsync($"  round {round + 1}: {side.Name}: {result.Rate:0} cycles/s");
                }
            }
        }

        public void Dispose() => _clients.ForEach(c => c.Dispose());
    }
}
