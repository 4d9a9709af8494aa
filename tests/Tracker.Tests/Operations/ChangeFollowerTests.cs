using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server.Operations.Changes;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Storage;

namespace Tracker.Tests.Operations;

/// <summary>The follower over a real store.</summary>
public sealed class ChangeFollowerTests(SqliteEngine engine) : StoreSuite(engine), IClassFixture<SqliteEngine>
{
    [Fact]
    public async Task A_listener_that_throws_disturbs_no_other_and_is_told_again()
    {
        var (broken, sound) = (new Listener(fails: true), new Listener());
        using var follower = await FollowAsync(Store.Changes, broken, sound);
        await Poll.UntilAsync(() => sound.Began, Patience, Ct);
        foreach (var key in (string[])["1", "2", "3"])
        {
            await ChangeAsync(key);
            await Poll.UntilAsync(() => sound.Keys.Contains(key), Patience, Ct);
        }

        Assert.Equal(["1", "2", "3"], sound.Keys);
        Assert.Equal(["1", "2", "3"], broken.Keys);
        Assert.True(broken.Began);
        await follower.StopAsync(Ct);
    }

    // Whoever counts after the reading waits for the commit after this one.
    [Fact]
    public async Task What_is_committed_while_the_follower_is_held_up_after_a_reading_is_not_waited_for()
    {
        var listener = new Listener();
        var feed = new HeldUpFeed(Store.Changes, () => ChangeAsync("meanwhile"));
        using var follower = await FollowAsync(feed, listener);
        await Poll.UntilAsync(() => listener.Keys.Contains("meanwhile"), Patience, Ct);
        Assert.True(feed.SeenWhenItWaited < feed.VersionAfterTheCommit, $"It waits for more than version {feed.SeenWhenItWaited}, and the commit was {feed.VersionAfterTheCommit}.");
        await follower.StopAsync(Ct);
    }

    private static async Task<ChangeFollower> FollowAsync(IChangeFeed feed, params Listener[] listeners)
    {
        var follower = new ChangeFollower(feed, listeners, TimeProvider.System, NullLogger<ChangeFollower>.Instance);
        await follower.StartAsync(Ct);
        return follower;
    }

    private Task<bool> ChangeAsync(string key) => Store.WriteAsync(async w =>
    {
        await w.ChangedAsync("topic", key);
        return true;
    }, Ct);

    private sealed class Listener(bool fails = false) : IChangeListener
    {
        public bool Began { get; private set; }

        public ConcurrentQueue<string> Keys { get; } = [];

        public void Begin(ChangeCursor at)
        {
            Began = true;
            if (fails) throw new InvalidOperationException("on purpose");
        }

        public void Take(IReadOnlyList<Change> changes)
        {
            foreach (var change in changes) Keys.Enqueue(change.Key);
            if (fails) throw new InvalidOperationException("on purpose");
        }
    }

    /// <summary>The store's feed; between its first reading and the return of that, something is committed.</summary>
    private sealed class HeldUpFeed(IChangeFeed feed, Func<Task> commit) : IChangeFeed
    {
        private bool _done;

        public long? VersionAfterTheCommit { get; private set; }

        /// <summary>Of the first wait.</summary>
        public long? SeenWhenItWaited { get; private set; }

        public long Version => feed.Version;

        public Task<ChangeCursor> HeadAsync(CancellationToken ct = default) => feed.HeadAsync(ct);

        public async Task<IReadOnlyList<Change>> ReadAsync(ChangeCursor after, int limit, CancellationToken ct = default)
        {
            var changes = await feed.ReadAsync(after, limit, ct);
            if (_done) return changes;
            _done = true;
            var before = feed.Version;
            await commit();
            await Poll.UntilAsync(() => feed.Version > before, Patience, ct);
            VersionAfterTheCommit = feed.Version;
            return changes;
        }

        public Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct = default)
        {
            SeenWhenItWaited ??= seen;
            return feed.WaitAsync(seen, atMost, ct);
        }

        public Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default) => feed.PruneAsync(olderThan, ct);
    }
}
