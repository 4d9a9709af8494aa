using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tracker.Protocol.Timelines;
using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Udp;
using Tracker.Testing;
using Tracker.Tests.Timelines.Ingest;

namespace Tracker.Tests.Timelines.Udp;

/// <summary>Datagrams to the real app.</summary>
public sealed class UdpTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Starts_and_ends_become_events()
    {
        var context = Some.Name("udp");
        var before = DateTimeOffset.UtcNow;
        using var sender = new DatagramSender(fixture.App.UdpAddress);
        sender.Send($$"""{"context":"{{context}}","name":"build.compile","type":0,"autoIP":true}""");
        sender.Send($$"""{"context":"{{context}}","name":"build.compile","type":1,"autoIP":true,"status":"failed"}""");
        sender.Send(new TimelineMessage { Context = context, Name = "build.link", Host = "h1", Type = TimelineMessageType.Start });

        var content = await Poll.ForAsync(async () => await ContentAsync(fixture.App, context) is { Events: [{ End: not null }, _] } all ? all : null, ct: Ct);
        Assert.Equal(("build.compile", "127.0.0.1", TimelineStatus.Failed), (content.Events[0].Name, content.Events[0].Host, content.Events[0].Status));
        Assert.Equal(("build.link", "h1", EventProgress.Open), (content.Events[1].Name, content.Events[1].Host, content.Events[1].Progress));
        // What came without a time happened when it was received, one after the other.
        Assert.InRange(content.Events[0].Start, before.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.True(content.Events[0].Start < content.Events[0].End && content.Events[0].End < content.Events[1].Start);
    }

    [Fact]
    public async Task Whatever_is_sent_it_goes_on_and_counts_why()
    {
        var context = Some.Name("udp");
        using var sender = new DatagramSender(fixture.App.UdpAddress);
        var random = new Random(3);
        var good = Datagrams.Datagram.Golden("c70c0500000000691fd5b0075bcd15");
        for (var i = 0; i < LongRun.Scale(5_000, 1_000_000); i++)
        {
            var junk = good.AsSpan(0, random.Next(good.Length + 1)).ToArray();
            for (var n = random.Next(4); n > 0 && junk.Length > 0; n--) junk[random.Next(junk.Length)] = (byte)random.Next(256);
            sender.Send(junk);
            if (i % 500 == 0) await Task.Yield();
        }

        sender.Send(SomeIncoming.New(context, 5, "latest"));
        sender.Send(SomeIncoming.Start(context, "later", Microseconds(DateTimeOffset.UtcNow.AddDays(2))));
        sender.Send(SomeIncoming.Start(context, "earlier", -1));
        sender.Send(SomeIncoming.Start(context, "fine", 0));
        var content = await Poll.ForAsync(() => ContentAsync(fixture.App, context), ct: Ct);
        Assert.Equal("fine", Assert.Single(content!.Events).Name);
        var metrics = await MetricsAsync(fixture.App);
        foreach (var reason in (string[])["truncated", "not_a_map", "reserved_label", "in_future", "before_1970"])
            Assert.Contains($"tracker_timeline_dropped_total{{reason=\"{reason}\"}}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Datagrams_of_other_networks_are_dropped()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["UDP_ALLOW"] = "10.0.0.0/8, 192.168.1.7" });
        using var sender = new DatagramSender(app.UdpAddress);
        sender.Send(SomeIncoming.Start("closed", "deploy", 1));
        await Poll.UntilAsync(async () => (await MetricsAsync(app)).Contains("tracker_timeline_dropped_total{reason=\"sender_not_allowed\"} 1", StringComparison.Ordinal), ct: Ct);
        Assert.Null(await app.App.Services.GetRequiredService<TimelineReader>().ContextAsync("closed", Ct));
    }

    [Theory]
    [InlineData("", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("10.0.0.0/8,fd00::/8", "fd00::5", true)]
    [InlineData("10.0.0.0/8,fd00::/8", "11.0.0.1", false)]
    public void Networks_say_who_may_send(string allow, string sender, bool allowed) => Assert.Equal(
        allowed, Options(new() { ["UDP_ALLOW"] = allow }).Allows(IPAddress.Parse(sender)));

    [Theory]
    [InlineData("UDP_PORT", "70000", "UDP_PORT (environment): \"70000\" is not allowed; it may be a port from 1 to 65535, 0 for any free one, or off.")]
    [InlineData("UDP_ALLOW", "10.0.0.0/8,home", "UDP_ALLOW (environment): \"10.0.0.0/8,home\" is not allowed; it may be networks divided by commas, such as 10.0.0.0/8,192.168.1.7.")]
    public void Wrong_settings_are_named(string key, string value, string error) =>
        Assert.Equal(error, Assert.Single(Assert.Throws<SettingsException>(() => Options(new() { [key] = value })).Errors));

    [Fact]
    public async Task It_can_be_switched_off()
    {
        Assert.Null(Options(new() { ["UDP_PORT"] = "off" }).Port);
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["UDP_PORT"] = "off" });
        Assert.Null(Addresses.Of(app.App).Datagrams.Bound);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start_and_is_named()
    {
        var port = fixture.App.UdpAddress.Port;
        var error = await Assert.ThrowsAsync<IOException>(() => TrackerApp.StartAsync(new Dictionary<string, string> { ["UDP_PORT"] = $"{port}" }));
        Assert.StartsWith($"UDP_PORT: cannot take datagrams at 127.0.0.1:{port}: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_arrived_when_the_server_stops_is_stored()
    {
        using var folder = new TempFolder();
        var context = Some.Name("udp");
        var messages = Enumerable.Range(0, 1_000).Select(i => SomeIncoming.Start(context, $"step {i}", i)).ToList();
        await using (var app = await TrackerApp.StartAsync(folder: folder))
        {
            using var sender = new DatagramSender(app.UdpAddress);
            foreach (var message in messages) sender.Send(message);
        }

        await using var again = await TrackerApp.StartAsync(folder: folder);
        Assert.Equal(StoredRuns.Of(messages), await StoredRuns.ReadAsync(again.Database, context, Ct));
    }

    /// <summary>Sent at once, far more than is read meanwhile: what the kernel has no room for is counted, all else is stored.</summary>
    [Fact]
    public async Task Of_a_burst_nothing_is_lost_unseen()
    {
        await using var app = await TrackerApp.StartAsync();
        var context = Some.Name("udp");
        var count = LongRun.Scale(30_000, 200_000);
        using (var sender = new DatagramSender(app.UdpAddress))
            for (var i = 0; i < count; i++) sender.Send(SomeIncoming.Start(context, $"step {i % 500}", i));
        long stored = 0, lost = 0;
        await Poll.UntilAsync(
            async () =>
            {
                stored = (await StoredRuns.ReadAsync(app.Database, context, Ct)).Count;
                lost = KernelDrops.Of(app.UdpAddress);
                return stored + lost >= count;
            },
            TimeSpan.FromSeconds(60), ct: Ct);
        Assert.Equal(count, stored + lost);
        TestContext.Current.TestOutputHelper?.WriteLine($"{stored} stored, {lost} lost by the kernel and counted");
    }

    [Fact]
    public void Without_recvmmsg_datagrams_are_read_one_by_one()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new DatagramSender((IPEndPoint)socket.LocalEndPoint!);
        foreach (var source in (DatagramSource[])[new PlainSource(socket), new BatchedSource(socket)])
        {
            Assert.Equal(0, source.Receive());
            sender.Send("{}");
            sender.Send("[]");
            var received = new List<string>();
            while (source.Receive() is > 0 and var count)
                for (var i = 0; i < count; i++) received.Add($"{new SenderTable(Options([]))[source.Sender(i)].Host} {System.Text.Encoding.UTF8.GetString(source.Datagram(i))}");
            Assert.Equal(["127.0.0.1 {}", "127.0.0.1 []"], received);
        }
    }

    // An exception of its thread would end this process, as it would end the server.
    [Fact]
    public async Task A_receiver_whose_socket_is_closed_under_it_just_ends()
    {
        for (var i = 0; i < 5; i++)
        {
            await using var app = await TrackerApp.StartAsync();
            await app.App.Services.GetServices<IHostedService>().OfType<UdpReceiver>().Single().StopAsync(new(canceled: true));
        }
    }

    [Fact]
    public void The_same_bytes_are_the_same_text()
    {
        var texts = new TextTable();
        Assert.Same(texts["compile"u8], texts["compile"u8]);
        Assert.Equal(["", "é漢", new string('x', 1000)], [texts[""u8], texts["é漢"u8], texts[System.Text.Encoding.UTF8.GetBytes(new string('x', 1000))]]);
        for (var i = 0; i < 100_000; i++) Assert.Equal($"name {i}", texts[System.Text.Encoding.UTF8.GetBytes($"name {i}")]);
    }

    private static UdpOptions Options(Dictionary<string, string> environment) =>
        UdpOptions.From(Settings.Load([], environment, Directory.GetCurrentDirectory(), TrackerServer.KnownSettings));

    private static long Microseconds(DateTimeOffset at) => Tracker.Storage.Instant.ToMicroseconds(at);

    private static async Task<string> MetricsAsync(TrackerApp app)
    {
        using var http = new HttpClient { BaseAddress = app.MetricsAddress };
        return await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct);
    }

    private static async Task<TimelineContent?> ContentAsync(TrackerApp app, string context)
    {
        var reader = app.App.Services.GetRequiredService<TimelineReader>();
        return await reader.ContextAsync(context, Ct) is { } found && await reader.TimelineAsync(found, "latest", Ct) is { } latest
            ? await reader.ContentAsync(found, latest, Ct)
            : null;
    }
}
