using Npgsql;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>What only an engine with several writers and a network between can do.</summary>
public sealed class PostgresWriterTests(PostgresEngine engine) : StoreSuite(engine), IClassFixture<PostgresEngine>
{
    [Fact]
    public async Task A_write_that_lost_against_another_replica_runs_again_and_leaves_one_effect()
    {
        await using var other = await engine.OpenAsync(Options);
        await Insert(1, "0");
        var (runs, followed) = (0, 0);
        await Store.WriteAsync(async w =>
        {
            runs++;
            w.OnCommitted(() => followed++);
            var n = await w.FirstAsync("SELECT name FROM item WHERE id = 1", r => int.Parse(r.GetString(0)));
            if (runs == 1)
                await Elsewhere(() => other.WriteAsync(o => o.ExecuteAsync("UPDATE item SET name = '10' WHERE id = 1")));
            await w.ChangedAsync("item", "1");
            return await w.ExecuteAsync("UPDATE item SET name = $1 WHERE id = 1", $"{n + 1}");
        }, Ct);
        Assert.Equal(["1:11"], await Items());
        Assert.Equal((2, 1), (runs, followed));
        await using var connection = await Store.OpenReadAsync(Ct);
        Assert.Equal(1, await connection.FirstAsync("SELECT count(*) FROM change", r => r.GetInt32(0), Ct));
    }

    [Fact]
    public async Task Write_skew_between_replicas_is_excluded()
    {
        await using var other = await engine.OpenAsync(Options);
        // Each adds a row only where it sees none: in any serial order one of them sees the other's.
        for (var round = 0; round < 10; round++)
        {
            await Store.WriteAsync(w => w.ExecuteAsync("DELETE FROM item"), Ct);
            await Task.WhenAll(Take(Store, 1), Take(other, 2));
            Assert.Single(await Ids());
        }

        static Task<int> Take(IDatabase store, long id) => Task.Run(() => store.WriteAsync(async w =>
            await w.FirstAsync("SELECT count(*) FROM item", r => r.GetInt64(0)) == 0 ? await Insert(w, id) : 0));
    }

    [Fact]
    public async Task A_row_that_everybody_wants_is_had_by_each_in_the_end()
    {
        await Insert(1, "0");
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => Store.WriteAsync(async w =>
        {
            var n = await w.FirstAsync("SELECT name FROM item WHERE id = 1", r => int.Parse(r.GetString(0)));
            return await w.ExecuteAsync("UPDATE item SET name = $1 WHERE id = 1", $"{n + 1}");
        }, Ct))));
        Assert.Equal(["1:300"], await Items());
    }

    [Fact]
    public async Task A_lost_connection_is_unavailability_and_the_next_write_has_another()
    {
        var lost = await Assert.ThrowsAsync<StorageUnavailableException>(() => Store.WriteAsync(async w =>
        {
            await Insert(w, 1);
            return await w.ExecuteAsync("SELECT pg_terminate_backend(pg_backend_pid())");
        }, Ct));
        Assert.False(lost.OutcomeUnknown);
        await Insert(2);
        Assert.Equal([2], await Ids());
    }

    [Fact]
    public async Task A_connection_lost_in_the_commit_leaves_the_outcome_unknown()
    {
        await Execute("""
            CREATE OR REPLACE FUNCTION end_backend() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
            CREATE CONSTRAINT TRIGGER item_end AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION end_backend();
            """);
        try
        {
            var lost = await Assert.ThrowsAsync<StorageUnavailableException>(() => Insert(1));
            Assert.True(lost.OutcomeUnknown);
            Assert.Contains("idempotency key", lost.Message);
        }
        finally
        {
            await Execute("DROP TRIGGER item_end ON item");
        }
        Assert.Equal(1, await Insert(1));
    }

    [Fact]
    public async Task A_standby_or_wrong_address_is_named()
    {
        var refused = await Assert.ThrowsAsync<StorageStartException>(() =>
            engine.OpenAsync(new StorageOptions { DatabaseUrl = "postgres://tracker:secret@127.0.0.1:1/tracker?connect_timeout=2" }));
        Assert.Contains("DATABASE_URL", refused.Message);
        Assert.DoesNotContain("secret", refused.ToString());
    }

    [Theory]
    [InlineData("mysql://host/db", "postgres://")]
    [InlineData("postgres://host", "database")]
    [InlineData("postgres://host/db?sslmode=maybe", "verify-full")]
    [InlineData("postgres://host/db?pool=9", "pool")]
    public async Task A_wrong_address_says_what_is_allowed(string url, string expected)
    {
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => engine.OpenAsync(new StorageOptions { DatabaseUrl = url }));
        Assert.Contains("DATABASE_URL", refused.Message);
        Assert.Contains(expected, refused.Message);
    }

    /// <summary>As another replica would, outside this flow of control.</summary>
    private static Task<T> Elsewhere<T>(Func<Task<T>> action)
    {
        using (ExecutionContext.SuppressFlow())
            return Task.Run(action);
    }

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(engine.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
