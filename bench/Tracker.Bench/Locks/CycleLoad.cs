using System.Diagnostics;
using Tracker.Bench.Load;

namespace Tracker.Bench.Locks;

/// <summary>Cycles from many connections at a time, each without a pause; the same loop for everybody who is compared.</summary>
internal static class CycleLoad
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    public static async Task<LoadResult> RunAsync(IReadOnlyList<ICycle> clients, int seconds, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds) + Longest);
        var clock = Stopwatch.StartNew();
        var latencies = (await Task.WhenAll(clients.Select(client => Task.Run(() => RunAsync(client), ct)))).SelectMany(l => l).Order().ToArray();
        var elapsed = clock.Elapsed;
        return new LoadResult(
            latencies.Length,
            latencies.Length / elapsed.TotalSeconds,
            Stopwatch.GetElapsedTime(0, latencies[latencies.Length / 2]),
            Stopwatch.GetElapsedTime(0, latencies[(int)(latencies.Length * 0.99)]));

        async Task<List<long>> RunAsync(ICycle client)
        {
            var mine = new List<long>();
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                var began = Stopwatch.GetTimestamp();
                await client.RunAsync(limit.Token);
                mine.Add(Stopwatch.GetTimestamp() - began);
            }
            return mine;
        }
    }
}
