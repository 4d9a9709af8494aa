using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Testing;

namespace Tracker.Tests.Timelines.Udp;

/// <summary>100,000 datagrams a second for a minute to the real server, from a sender on the same machine: none is lost, all are stored.</summary>
public sealed partial class UdpRateTests
{
    private const int Rate = 100_000;
    private const int Steps = 200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task A_hundred_thousand_a_second_for_a_minute()
    {
        await using var server = await TrackerProcess.StartAsync(ct: Ct);
        // The first seconds belong to the JIT compiler.
        var warm = Send(server, Some.Name("warm"), 20_000, TimeSpan.FromSeconds(5));
        var before = await CountsAsync(server, warm);
        var sent = Send(server, Some.Name("rate"), Rate, TimeSpan.FromSeconds(60));
        var after = await CountsAsync(server, warm + sent);
        var (stored, lost) = (after.Stored - before.Stored, after.Lost - before.Lost);
        TestContext.Current.TestOutputHelper?.WriteLine($"{sent} sent, {stored} stored, {lost} lost");
        Assert.Equal((sent, 0L), (stored, lost));
    }

    /// <summary>Once every one that was sent is stored or counted as lost.</summary>
    private static async Task<(long Stored, long Lost)> CountsAsync(TrackerProcess server, long sent)
    {
        var counts = (Stored: 0L, Lost: 0L);
        await Poll.UntilAsync(
            async () =>
            {
                counts = await CountsAsync(server);
                return counts.Stored + counts.Lost >= sent;
            },
            TimeSpan.FromSeconds(30), Ct);
        return counts;
    }

    private static long Send(TrackerProcess server, string context, int rate, TimeSpan time)
    {
        using var sender = new DatagramSender(server.UdpAddress);
        var names = Enumerable.Range(0, Steps).Select(i => $"step.{i}").ToArray();
        var (clock, total, sent) = (Stopwatch.StartNew(), (long)(rate * time.TotalSeconds), 0L);
        var first = Tracker.Storage.Instant.ToMicroseconds(DateTimeOffset.UtcNow);
        while (sent < total)
        {
            for (var due = Math.Min(total, (long)(clock.Elapsed.TotalSeconds * rate)); sent < due; sent++)
            {
                var type = sent % 2 == 0 ? TimelineMessageType.Start : TimelineMessageType.End;
                sender.Send(new Incoming(context, names[sent / 2 % Steps], "", type, first + sent, TimelineStatus.None));
            }

            Thread.Sleep(1);
        }

        return sent;
    }

    private static async Task<(long Stored, long Lost)> CountsAsync(TrackerProcess server)
    {
        using var http = new HttpClient { BaseAddress = server.MetricsAddress };
        var metrics = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct);
        return (Sum("messages_total"), Sum("datagrams_lost_total") + Sum("dropped_total"));

        long Sum(string name) => Sample().Matches(metrics).Where(m => m.Groups[1].Value == name).Sum(m => long.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"^tracker_timeline_([a-z_]+)(?:\{[^}]*\})? (\d+)", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
