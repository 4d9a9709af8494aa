using System.Globalization;
using Tracker.Testing;

namespace Tracker.Bench.Load;

/// <summary>HTTP/1.1 load from wrk.</summary>
internal static class Wrk
{
    public static async Task<LoadResult> RunAsync(Uri server, HttpRequestSet requests, int connections, int seconds, CancellationToken ct)
    {
        using var folder = new TempFolder();
        var script = folder.PathOf("requests.lua");
        await File.WriteAllTextAsync(script, requests.ToLua(), ct);

        await using var wrk = await ChildProcess.RunAsync(
            Requires.Program("wrk", "wrk"),
            ["--threads", "1", "--connections", $"{connections}", "--duration", $"{seconds}s", "--timeout", "10s", "--script", script, server.ToString()],
            timeout: TimeSpan.FromSeconds(seconds + 30),
            ct: ct);

        var line = wrk.Output.Split('\n').LastOrDefault(l => l.StartsWith("RESULT ", StringComparison.Ordinal));
        if (wrk.ExitCode != 0 || line is null)
        {
            throw new InvalidOperationException($"wrk ended with {wrk.ExitCode}.\n{wrk.Said}");
        }
        // Requests, microseconds in all, microseconds at the 50th and at the 99th percentile, bad statuses, broken connections.
        var numbers = line.Split(' ').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
        if (numbers[4] + numbers[5] > 0)
        {
            throw new InvalidOperationException(
                $"{server}{requests.Path}: {numbers[4]} of {numbers[0]} answers were errors and {numbers[5]} connections broke: there is nothing to compare.");
        }
        return new LoadResult((long)numbers[0], numbers[0] / (numbers[1] / 1e6), TimeSpan.FromMicroseconds(numbers[2]), TimeSpan.FromMicroseconds(numbers[3]));
    }
}
