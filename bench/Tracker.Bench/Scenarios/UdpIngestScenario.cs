using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Bench.Datagrams;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed partial class UdpIngestScenario : IScenario
{
    private const int Paced = 50_000;
    private const int Fast = 100_000;

    public string Name => "udp-ingest";

    public string Question => "How many datagrams a second become durable, how many are lost, and what does one cost compared to a C program that only receives it?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        var (sender, receiver) = (await Native.CompileAsync("sender", ct), await Native.CompileAsync("sink", ct));
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        await using var sink = ChildProcess.Start(receiver, []);
        var sinkPort = int.Parse(await Native.PortAsync(sink, ct), CultureInfo.InvariantCulture);
        // The first seconds belong to the JIT compiler.
        await TrackerAsync(Paced, Math.Max(5, options.Seconds / 2));

        var (ours, sinks, fast) = (new List<Measured>(), new List<Measured>(), new List<Measured>());
        for (var round = 0; round < options.Rounds; round++)
        {
            ours.Add(await TrackerAsync(Paced, options.Seconds));
            var before = ProcessUsage.Of(sink.Id);
            var sent = await Native.SendAsync(sender, sinkPort, Paced, options.Seconds, ct);
            sinks.Add(new(sent, sent, 0, 0, ProcessUsage.Of(sink.Id).Processor - before.Processor, options.Seconds));
            await Console.Error.WriteLineAsync($"  round {round + 1}: {ours[^1].Cost:0.00} / {sinks[^1].Cost:0.00} µs");
        }

        fast.Add(await TrackerAsync(Fast, options.Seconds));
        return new(
            $"Starts and ends by UDP, durable, one sender on the same machine, {options.Seconds} s each",
            ["", "sent/s", "stored", "lost by the kernel", "dropped", "CPU µs/datagram"],
            [Row($"Tracker at {Paced:N0}/s", ours), Row($"sink at {Paced:N0}/s", sinks), Row($"Tracker at {Fast:N0}/s", fast)],
            $"CPU of Tracker to the sink's: {Statistics.Spread([.. ours.Zip(sinks, (a, b) => a.Cost / b.Cost)])}, median (min–max) of {options.Rounds} rounds. Aim: 2 at most, and none lost. The sink, recvmmsg in C, stores nothing.");

        async Task<Measured> TrackerAsync(int rate, int seconds)
        {
            var (before, usage) = (await CountsAsync(), ProcessUsage.Of(tracker.Child.Id));
            var sent = await Native.SendAsync(sender, tracker.UdpAddress.Port, rate, seconds, ct);
            var counts = (Stored: 0L, Lost: 0L, Dropped: 0L);
            await Poll.UntilAsync(
                async () =>
                {
                    var now = await CountsAsync();
                    counts = (now.Stored - before.Stored, now.Lost - before.Lost, now.Dropped - before.Dropped);
                    return counts.Stored + counts.Lost + counts.Dropped >= sent;
                },
                TimeSpan.FromSeconds(60), ct, "every datagram is stored or counted as lost");
            return new(sent, counts.Stored, counts.Lost, counts.Dropped, ProcessUsage.Of(tracker.Child.Id).Processor - usage.Processor, seconds);
        }

        async Task<(long Stored, long Lost, long Dropped)> CountsAsync()
        {
            using var http = new HttpClient { BaseAddress = tracker.MetricsAddress };
            var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), ct);
            return (Sum("tracker_timeline_messages_total"), Sum("tracker_timeline_datagrams_lost_total"), Sum("tracker_timeline_dropped_total"));

            long Sum(string name) => Sample().Matches(metrics).Where(m => m.Groups["name"].Value == name).Sum(m => (long)double.Parse(m.Groups["value"].Value, CultureInfo.InvariantCulture));
        }
    }

    private static string[] Row(string name, List<Measured> rounds) =>
    [
        name,
        Statistics.Spread([.. rounds.Select(r => (double)r.Sent / r.Seconds)], "0"),
        $"{rounds.Sum(r => r.Stored)}",
        $"{rounds.Sum(r => r.Lost)}",
        $"{rounds.Sum(r => r.Dropped)}",
        Statistics.Spread([.. rounds.Select(r => r.Cost)]),
    ];

    [GeneratedRegex(@"^(?<name>[a-z_]+)(\{[^}]*\})? (?<value>\S+)", RegexOptions.Multiline)]
    private static partial Regex Sample();

    private sealed record Measured(long Sent, long Stored, long Lost, long Dropped, TimeSpan Processor, int Seconds)
    {
        public double Cost => Processor.TotalMicroseconds / Sent;
    }
}
