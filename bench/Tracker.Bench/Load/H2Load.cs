using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Bench.Load;

/// <summary>gRPC load from h2load: HTTP/2 streams that post one framed message.</summary>
internal static partial class H2Load
{
    public const int Connections = 8;
    public const int Streams = 32;

    public static Task<LoadResult> ForAsync(Uri server, string path, byte[] message, int seconds, CancellationToken ct) =>
        RunAsync(server, path, message, ["--duration", $"{seconds}"], TimeSpan.FromSeconds(seconds + 30), ct);

    /// <summary>Sends this many and no more.</summary>
    public static Task<LoadResult> SendAsync(Uri server, string path, byte[] message, int requests, CancellationToken ct) =>
        RunAsync(server, path, message, ["--requests", $"{requests}"], TimeSpan.FromMinutes(10), ct);

    private static async Task<LoadResult> RunAsync(
        Uri server, string path, byte[] message, string[] amount, TimeSpan timeout, CancellationToken ct)
    {
        using var folder = new TempFolder();
        var body = folder.PathOf("body");
        var log = folder.PathOf("log");
        await File.WriteAllBytesAsync(body, GrpcFrame.Around(message), ct);

        await using var h2load = await ChildProcess.RunAsync(
            Requires.Program("h2load", "nghttp2-client"),
            [
                "--clients", $"{Connections}", "--max-concurrent-streams", $"{Streams}", "--data", body, "--log-file", log, .. amount,
                "--header", "content-type: application/grpc", "--header", "te: trailers", new Uri(server, path).ToString(),
            ],
            timeout: timeout,
            ct: ct);

        var finished = Finished().Match(h2load.Output);
        if (h2load.ExitCode != 0 || !finished.Success)
        {
            throw new InvalidOperationException($"h2load ended with {h2load.ExitCode}.\n{h2load.Said}");
        }
        var latencies = Latencies(log);
        return new LoadResult(
            latencies.Length,
            double.Parse(finished.Groups[1].Value, CultureInfo.InvariantCulture),
            TimeSpan.FromMicroseconds(latencies[latencies.Length / 2]),
            TimeSpan.FromMicroseconds(latencies[(int)(latencies.Length * 0.99)]));
    }

    // A line per answer: when it was asked, the HTTP status, how many microseconds it took.
    private static long[] Latencies(string log)
    {
        var rows = File.ReadLines(log).Select(line => line.Split('\t')).ToArray();
        var bad = rows.Count(row => row[1] != "200");
        if (bad > 0 || rows.Length == 0)
        {
            throw new InvalidOperationException($"{bad} of {rows.Length} answers were not 200: there is nothing to compare.");
        }
        return [.. rows.Select(row => long.Parse(row[2], CultureInfo.InvariantCulture)).Order()];
    }

    [GeneratedRegex(@"finished in [^,]+, ([0-9.]+) req/s")]
    private static partial Regex Finished();
}
