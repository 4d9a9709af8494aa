using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>Prints what the writer does; run it with <c>-explicit only</c> on an otherwise idle machine.</summary>
public sealed class SqliteSpeed : IDisposable
{
    private const string Sql = "INSERT INTO speed (at, service, environment, host, kind, severity, title, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    private const string Data = """{"cpu":12.5,"thread":"worker-12","msg":"job finished ok, items 1234","trace":"0af7651916cd43dd8448eb211c80319c"}""";

    private static readonly TimeSpan Length = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("tracker-speed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(Explicit = true)]
    public async Task Rows_per_second()
    {
        await using var store = await Database.OpenAsync(
            new StorageOptions { DataDirectory = _folder }, [], TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        await store.WriteAsync(w => w.ExecuteAsync("""
            CREATE TABLE speed (
              id INTEGER PRIMARY KEY, at BIGINT NOT NULL, service INTEGER NOT NULL, environment INTEGER NOT NULL, host TEXT NOT NULL,
              kind INTEGER NOT NULL, severity INTEGER NOT NULL, title TEXT NOT NULL, data TEXT)
            """));
        await store.WriteAsync(w => w.ExecuteAsync("CREATE INDEX ix_speed_service ON speed (service, at, id)"));
        await store.WriteAsync(w => w.ExecuteAsync("CREATE INDEX ix_speed_at ON speed (at, id)"));
        foreach (var (producers, changes) in ((int, bool)[])[(64, false), (1, true), (64, true), (256, true), (1, false), (64, false), (256, false)])
            Console.WriteLine($"{await Measure(store, producers, changes)}, log {new FileInfo(Path.Combine(_folder, "tracker.db-wal")).Length >> 20} MiB");
    }

    private static async Task<string> Measure(IDatabase store, int producers, bool changes)
    {
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        var latencies = (await Task.WhenAll(Enumerable.Range(0, producers).Select(p => Task.Run(async () =>
        {
            var mine = new List<double>();
            for (long i = p; clock.Elapsed < Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var n = i;
                await store.WriteAsync(async w =>
                {
                    if (changes)
                        await w.ChangedAsync("event", "speed");
                    return await w.ExecuteAsync(Sql, DateTimeOffset.UtcNow, n % 20, n % 3, "host-12", n % 8, 1, "Job finished on worker 123", Data);
                });
                mine.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
            return mine;
        })))).SelectMany(l => l).Order().ToList();
        var seconds = clock.Elapsed.TotalSeconds;
        return $"{producers,4} producers, change row {changes,-5}: {latencies.Count / seconds,8:F0} writes/s, p50 {latencies[latencies.Count / 2]:F3} ms, "
            + $"p99 {latencies[latencies.Count * 99 / 100]:F3} ms, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds:F2} cores";
    }
}
