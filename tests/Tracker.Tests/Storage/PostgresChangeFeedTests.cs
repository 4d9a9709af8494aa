using Npgsql;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Storage;

public sealed class PostgresChangeFeedTests(PostgresEngine engine) : ChangeFeedSuite(engine), IClassFixture<PostgresEngine>
{
    [Fact]
    public async Task A_change_that_commits_late_is_waited_for_not_skipped()
    {
        await using var connection = new NpgsqlConnection(engine.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var transaction = await connection.BeginTransactionAsync(Ct);
        await using (var insert = new NpgsqlCommand("INSERT INTO change (topic, key) VALUES ('topic', 'late')", connection, transaction))
            await insert.ExecuteNonQueryAsync(Ct);

        var head = await Store.Changes.HeadAsync(Ct);
        await Change("early");
        Assert.Empty(await Store.Changes.ReadAsync(default, 10, Ct));
        Assert.Empty(await Store.Changes.ReadAsync(head, 10, Ct));

        await transaction.CommitAsync(Ct);
        Assert.Equal(["late", "early"], await Keys(default, 2));
        Assert.Equal(["late", "early"], await Keys(head, 2));
    }

    [Fact]
    public async Task Another_replica_is_woken_by_notification_and_reads_the_change()
    {
        await using var other = await engine.OpenAsync(Options);
        // Its listener signals once when it stands.
        await Poll.UntilAsync(() => other.Changes.Version > 0, Patience, Ct);
        var head = await other.Changes.HeadAsync(Ct);
        await Change("from afar");
        IReadOnlyList<Change> seen = [];
        using var enough = new CancellationTokenSource(Patience);
        while (seen.Count == 0)
        {
            var version = other.Changes.Version;
            seen = await other.Changes.ReadAsync(head, 10, enough.Token);
            if (seen.Count == 0) await other.Changes.WaitAsync(version, TimeSpan.FromSeconds(10), enough.Token);
        }
        Assert.Equal("from afar", Assert.Single(seen).Key);
    }

    [Fact]
    public async Task A_dump_restored_into_a_younger_cluster_does_not_stop_the_feed()
    {
        await Change("old");
        await Store.WriteAsync(async w =>
        {
            await ChangeCursors.SaveAsync(w, "reader", new ChangeCursor(1L << 40, 7));
            return await w.ExecuteAsync("UPDATE change SET xid = xid + $1", 1L << 40);
        }, Ct);
        Assert.Empty(await Store.Changes.ReadAsync(default, 10, Ct));

        await using var restored = await engine.OpenAsync(Options);
        await Change("new");
        Assert.Equal(["old", "new"], (await Read(restored, default, 2)).Select(c => c.Key));
        Assert.Equal(default(ChangeCursor), await restored.WriteAsync(w => ChangeCursors.LoadAsync(w, "reader"), Ct));
    }
}
