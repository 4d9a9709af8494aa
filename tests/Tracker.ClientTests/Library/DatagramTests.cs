using System.Net;
using System.Net.Sockets;
using Tracker.Client;
using Tracker.Client.Timelines;
using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class DatagramTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    [Fact]
    public async Task A_span_is_an_event_with_a_start_and_an_end()
    {
        var timeline = server.Client.Timeline("spans", host: "node-1");
        timeline.Begin("one");
        await using (var outer = timeline.Span("deploy"))
        {
            using (outer.Span("migrate")) timeline.Mark("checked", TimelineStatus.Warning);
            outer.Status = TimelineStatus.Failed;
        }

        var shown = await Poll.ForAsync(async () =>
            await FindAsync("spans") is { Events.Count: 3, Open: 0 } found ? found : null);

        Assert.Equal("one", shown.Label);
        Assert.Equal(["checked", "deploy", "deploy.migrate"], shown.Events.Select(e => e.Name).Order(StringComparer.Ordinal));
        Assert.All(shown.Events, e => Assert.Equal("node-1", e.Host));
        Assert.Equal(TimelineStatus.Failed, shown.Events.Single(e => e.Name == "deploy").Status);
        Assert.Equal(0, server.Client.DatagramsDropped);
    }

    [Fact]
    public async Task A_span_ends_once()
    {
        var span = server.Client.Timeline("once").Span("a");
        span.Dispose();
        await span.DisposeAsync();

        var shown = await Poll.ForAsync(async () => await FindAsync("once") is { Events.Count: 1, Open: 0 } found ? found : null);
        Assert.Equal(0, shown.NoStart);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_counted_and_nothing_is_thrown()
    {
        await using var client = new TrackerClient(null, server.Options);

        client.Timeline("").Start("a");
        client.Timeline("x").Start("");
        client.Timeline("x").Start("a..b");
        client.Timeline("x").Start("control\ncharacter");
        client.Timeline("x").Start("half a pair: \ud800");
        client.Timeline("x").Start(new string('n', 100_000));
        client.Timeline(null!).Span(null!).Dispose();

        Assert.Equal(8, client.DatagramsDropped);
    }

    [Fact]
    public async Task Where_nobody_listens_nothing_is_thrown_and_the_next_listener_gets_the_next_datagram()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var endpoint = (IPEndPoint)socket.LocalEndPoint!;
        await using var client = new TrackerClient(null, new() { Udp = endpoint });
        var timeline = client.Timeline("nobody");
        timeline.Start("first");
        socket.Dispose();
        // The last of an odd number leaves the word that nobody listens for the next one to hear.
        for (var i = 0; i < 21; i++) timeline.Start("lost");
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 15_000 };
        again.Bind(endpoint);

        timeline.Start("heard");

        var buffer = new byte[2_048];
        var length = again.Receive(buffer);
        Assert.Equal(DatagramError.None, TimelineDatagram.Read(buffer.AsSpan(0, length), new byte[TimelineDatagram.ScratchBytes], out var message));
        Assert.Equal("heard", message.ToMessage().Name);
    }

    [Fact]
    public async Task Datagrams_wait_for_a_name_to_be_looked_up()
    {
        await using (var client = new TrackerClient(null, new() { Udp = new DnsEndPoint("localhost", server.App.UdpAddress.Port, AddressFamily.InterNetwork) }))
        {
            await using (client.Timeline("looked-up").Span("a")) { }
        }

        await Poll.UntilAsync(async () => await FindAsync("looked-up") is { Events.Count: 1, Open: 0 });
    }

    [Fact]
    public async Task A_name_that_nobody_has_holds_up_nobody_and_fills_no_memory()
    {
        await using var client = new TrackerClient(null, new() { Udp = new DnsEndPoint("nobody.invalid", 8123) });
        var timeline = client.Timeline("x");

        for (var i = 0; i < 5_000; i++) timeline.Start("a");
        await client.DisposeAsync();

        Assert.Equal(5_000, client.DatagramsDropped);
        timeline.Start("after the end");
        Assert.Equal(5_001, client.DatagramsDropped);
    }

    [Fact]
    public async Task Many_threads_may_send_at_once()
    {
        var timeline = server.Client.Timeline("threads");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            for (var i = 0; i < 50; i++) timeline.Mark($"t{n}.i{i}");
        })));

        await Poll.UntilAsync(async () => await FindAsync("threads") is { Events.Count: 400 });
    }

    private async Task<TimelineDetails?> FindAsync(string context)
    {
        try
        {
            return await server.Client.Timelines.GetAsync(context);
        }
        catch (TrackerException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
