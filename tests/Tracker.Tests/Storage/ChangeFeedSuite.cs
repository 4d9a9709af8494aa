using System.Collections.Concurrent;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

public abstract class ChangeFeedSuite(StorageEngine engine) : StoreSuite(engine)
{
    [Fact]
    public async Task Committed_changes_are_read_in_order_from_any_cursor()
    {
        for (var i = 1; i <= 5; i++)
            await Change($"{i}");
        var all = await Read(Store, default, 5);
        Assert.Equal(["1", "2", "3", "4", "5"], all.Select(c => c.Key));
        Assert.All(all, c => Assert.Equal("topic", c.Topic));
        Assert.Equal(["3", "4"], (await Store.Changes.ReadAsync(all[1].At, 2, Ct)).Select(c => c.Key));
    }

    [Fact]
    public async Task A_write_that_failed_changed_nothing()
    {
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync<int>(async w =>
        {
            await w.ChangedAsync("topic", "never");
            throw new FormatException();
        }, Ct));
        await Change("after");
        Assert.Equal(["after"], await Keys(default, 1));
    }

    [Fact]
    public async Task From_the_head_only_what_follows_is_seen()
    {
        await Change("before");
        await Read(Store, default, 1);
        var head = await Store.Changes.HeadAsync(Ct);
        Assert.Empty(await Store.Changes.ReadAsync(head, 10, Ct));
        await Change("after");
        Assert.Equal(["after"], await Keys(head, 1));
    }

    [Fact]
    public async Task A_reader_that_follows_misses_nothing_and_sees_nothing_twice()
    {
        const int writers = 16, each = 50;
        var seen = new ConcurrentQueue<string>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var reader = Task.Run(async () =>
        {
            var cursor = default(ChangeCursor);
            while (seen.Count < writers * each)
            {
                var version = Store.Changes.Version;
                var changes = await Store.Changes.ReadAsync(cursor, 37, enough.Token);
                foreach (var change in changes)
                    seen.Enqueue(change.Key);
                if (changes.Count > 0)
                    cursor = changes[^1].At;
                else
                    await Store.Changes.WaitAsync(version, TimeSpan.FromSeconds(1), enough.Token);
            }
        }, Ct);
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (var i = 0; i < each; i++)
                await Change($"{w}/{i}");
        }, Ct)));
        await reader.WaitAsync(Patience, Ct);
        Assert.Equal(writers * each, seen.Distinct().Count());
        Assert.Equal(writers * each, seen.Count);
    }

    [Fact]
    public async Task A_commit_wakes_whoever_waits()
    {
        const int rounds = 10;
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            var version = Store.Changes.Version;
            var waits = Enumerable.Range(0, 3).Select(_ => Store.Changes.WaitAsync(version, TimeSpan.FromSeconds(30), Ct)).ToArray();
            await Change($"{round}");
            await Task.WhenAll(waits).WaitAsync(Patience, Ct);
            // Whoever has read before it need not wait for it either.
            await Store.Changes.WaitAsync(version, TimeSpan.FromSeconds(30), Ct).WaitAsync(Patience, Ct);
        }
        // Unwoken, each round would last until the next poll, a second away.
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(rounds / 2));
    }

    [Fact]
    public async Task A_wait_ends_after_its_time_and_with_its_token()
    {
        await Store.Changes.WaitAsync(Store.Changes.Version, TimeSpan.FromMilliseconds(50), Ct).WaitAsync(Patience, Ct);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            while (true)
                await Store.Changes.WaitAsync(Store.Changes.Version, TimeSpan.FromMinutes(1), cancel.Token);
        });
    }

    [Fact]
    public async Task Pruning_keeps_what_is_young_or_still_needed()
    {
        for (var i = 1; i <= 6; i++)
            await Change($"{i}");
        Assert.Equal(0, await Store.Changes.PruneAsync(TimeSpan.FromDays(1), Ct));

        var all = await Read(Store, default, 6);
        await Store.WriteAsync(async w =>
        {
            Assert.Null(await ChangeCursors.LoadAsync(w, "slow"));
            await ChangeCursors.SaveAsync(w, "fast", all[4].At);
            await ChangeCursors.SaveAsync(w, "slow", all[0].At);
            await ChangeCursors.SaveAsync(w, "slow", all[1].At);
            return true;
        }, Ct);
        await Store.Changes.PruneAsync(TimeSpan.FromSeconds(-1), Ct);
        Assert.Equal(["3", "4", "5", "6"], await Keys(default, 4));

        Assert.Equal(all[1].At, await Store.WriteAsync(async w =>
        {
            var cursor = await ChangeCursors.LoadAsync(w, "slow");
            await ChangeCursors.ForgetAsync(w, "slow");
            await ChangeCursors.ForgetAsync(w, "fast");
            return cursor;
        }, Ct));
        await Store.Changes.PruneAsync(TimeSpan.FromSeconds(-1), Ct);
        var head = await Store.Changes.HeadAsync(Ct);
        await Change("7");
        Assert.Equal(["7"], await Keys(head, 1));
        // Had the number of a pruned row been given again, this cursor would be past the new one.
        Assert.Equal(["7"], await Keys(all[5].At, 1));
    }

    /// <summary>As many as expected: on PostgreSQL a transaction of any database in the cluster, such as another test's, holds the feed back.</summary>
    protected static async Task<IReadOnlyList<Change>> Read(IDatabase store, ChangeCursor after, int expected)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (true)
        {
            var changes = await store.Changes.ReadAsync(after, 100, enough.Token);
            if (changes.Count >= expected)
                return changes;
            await Task.Delay(10, enough.Token);
        }
    }

    protected async Task<string[]> Keys(ChangeCursor after, int expected) => [.. (await Read(Store, after, expected)).Select(c => c.Key)];

    protected Task<bool> Change(string key) => Store.WriteAsync(async w =>
    {
        await w.ChangedAsync("topic", key);
        return true;
    }, Ct);
}

public sealed class SqliteChangeFeedTests(SqliteEngine engine) : ChangeFeedSuite(engine), IClassFixture<SqliteEngine>;
