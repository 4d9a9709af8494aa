using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Timelines.Ingest;

namespace Tracker.Tests.Timelines.Udp;

/// <summary>SIGKILL while datagrams are written: what had been shown is still there, and sending again doubles nothing.</summary>
public sealed class UdpCrashTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_shown_survives_a_kill_and_sending_again_doubles_nothing()
    {
        await using var server = await TrackerProcess.StartAsync(ct: Ct);
        for (var round = 0; round < LongRun.Scale(1, 10); round++)
        {
            if (round > 0) await server.StartAgainAsync(Ct);
            var context = Some.Name("crash");
            var sent = new List<Incoming>();
            var shown = new List<string>();
            await using (var store = await BesideAsync(server))
            using (var sender = new DatagramSender(server.UdpAddress))
            {
                while (shown.Count < 2_000)
                {
                    for (var i = 0; i < 500; i++)
                    {
                        var message = SomeIncoming.Point(context, $"step {sent.Count % 200}", sent.Count);
                        sent.Add(message);
                        sender.Send(message);
                    }

                    shown = await StoredRuns.ReadAsync(store, context, Ct);
                    Ct.ThrowIfCancellationRequested();
                }

                await server.KillAsync(Ct);
            }

            await server.StartAgainAsync(Ct);
            await using (var store = await BesideAsync(server))
            using (var sender = new DatagramSender(server.UdpAddress))
            {
                Assert.Empty(shown.Except(await StoredRuns.ReadAsync(store, context, Ct)));
                foreach (var part in sent.Chunk(500))
                {
                    foreach (var message in part) sender.Send(message);
                    // As fast as it is read: here nothing is lost on the way.
                    var last = StoredRuns.Of([part[^1]])[0];
                    await Poll.UntilAsync(async () => (await StoredRuns.ReadAsync(store, context, Ct)).Contains(last), TimeSpan.FromSeconds(60), Ct);
                }

                var expected = StoredRuns.Of(sent);
                await Poll.UntilAsync(async () => (await StoredRuns.ReadAsync(store, context, Ct)).Count >= expected.Count, TimeSpan.FromSeconds(60), Ct);
                Assert.Equal(expected, await StoredRuns.ReadAsync(store, context, Ct));
            }

            await server.KillAsync(Ct);
        }
    }

    /// <summary>The store as another process reads it.</summary>
    private static Task<IDatabase> BesideAsync(TrackerProcess server) => Database.OpenAsync(
        new StorageOptions { DataDirectory = server.DataDirectory, BesideServer = true }, [typeof(TrackerServer).Assembly], TimeProvider.System, NullLoggerFactory.Instance, Ct);
}
