using Tracker.Client;
using Tracker.Client.Locks;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

/// <summary>How a lock is kept: the holder's clock is turned by the test, the server's runs on.</summary>
public sealed class HeldLockTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(10);

    private readonly FakeClock _clock = new();

    [Fact]
    public async Task A_lock_is_renewed_for_longer_than_its_time_to_live()
    {
        await using var client = Client();
        await using var held = await AcquireAsync(client, "renewed");

        for (var i = 0; i < 4; i++)
        {
            var before = held.Info;
            await TurnUntilAsync(() => held.Info.ExpiresAt > before.ExpiresAt);
        }

        Assert.False(held.Lost.IsCancellationRequested);
        Assert.Equal(held.Info, await server.Client.Locks.GetAsync(held.Info.Id));
    }

    [Fact]
    public async Task A_forced_lock_is_told_to_its_holder_at_the_next_renewal()
    {
        await using var client = Client();
        var held = await AcquireAsync(client, "forced");

        await server.Admin.Locks.ForceAsync(held.Info.Id, "the job hangs");
        await TurnUntilAsync(() => held.Lost.IsCancellationRequested);

        var lost = Assert.Single(await server.Client.Locks.Lost().AllAsync(), l => l.Lock.Id == held.Info.Id);
        Assert.Equal((LockLoss.Forced, "the job hangs"), (lost.Loss, lost.Reason));
        await held.ReleaseAsync();
    }

    [Fact]
    public async Task A_lock_whose_server_is_gone_counts_as_lost_just_before_it_ends()
    {
        await using var tracker = await TrackerProcess.StartAsync();
        await using var client = new TrackerClient(null, new() { Server = tracker.HttpAddress, Time = _clock });
        var held = await AcquireAsync(client, "alone");
        await tracker.KillAsync();

        var began = _clock.GetTimestamp();

        _clock.Advance(TimeToLive * 0.9 - TimeSpan.FromSeconds(1));
        Assert.False(held.Lost.IsCancellationRequested);
        // On and on: what the handle waits for may have been reckoned before the clock was turned.
        await Poll.UntilAsync(() =>
        {
            if (!held.Lost.IsCancellationRequested) _clock.Advance(TimeSpan.FromMilliseconds(50));
            return held.Lost.IsCancellationRequested;
        }, TimeSpan.FromMinutes(1));

        Assert.InRange(_clock.GetElapsedTime(began), TimeToLive * 0.9 - TimeSpan.FromSeconds(1), TimeToLive);
        await held.DisposeAsync();
    }

    [Fact]
    public async Task A_handle_that_outlives_its_client_is_lost_and_throws_nothing()
    {
        var client = Client();
        var held = await AcquireAsync(client, "orphan");
        await client.DisposeAsync();

        await TurnUntilAsync(() => held.Lost.IsCancellationRequested);
        await held.DisposeAsync();
    }

    private TrackerClient Client() => new(LibraryServer.Key, server.Options with { Time = _clock });

    private static Task<HeldLock> AcquireAsync(TrackerClient client, string service) =>
        client.Locks.AcquireAsync(new() { Service = service, Who = "ada", TimeToLive = TimeToLive });

    /// <summary>Turns the clock to the next renewal, and on where the handle had not begun to wait for it, but never to where the lock is lost by time.</summary>
    private async Task TurnUntilAsync(Func<bool> isSo)
    {
        foreach (var seconds in new[] { 200, 100, 100, 100 })
        {
            _clock.Advance(TimeSpan.FromSeconds(seconds));
            try
            {
                await Poll.UntilAsync(isSo, TimeSpan.FromSeconds(10));
                return;
            }
            catch (TimeoutException) when (!isSo())
            {
                // The wait began after the clock was turned.
            }
        }

        Assert.Fail("Nothing was renewed.");
    }
}
