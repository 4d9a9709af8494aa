using Microsoft.Data.Sqlite;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>What may go wrong inside a commit that many writes share.</summary>
public sealed class SqliteWriterTests(SqliteEngine engine) : StoreSuite(engine), IClassFixture<SqliteEngine>
{
    [Fact]
    public async Task A_write_that_makes_SQLite_roll_back_the_batch_harms_no_other()
    {
        await Store.WriteAsync(w => w.ExecuteAsync("""
            CREATE TRIGGER IF NOT EXISTS item_poison BEFORE INSERT ON item WHEN new.name = 'poison' BEGIN SELECT raise(ROLLBACK, 'poison'); END
            """), Ct);
        var runs = new int[50];
        var writes = await InOneBatch(50, i => w =>
        {
            runs[i]++;
            return Insert(w, i, i is 10 or 30 or 31 ? "poison" : "x");
        });
        for (var i = 0; i < writes.Length; i++)
        {
            if (i is 10 or 30 or 31)
                await Assert.ThrowsAsync<SqliteException>(() => writes[i]);
            else
                Assert.Equal(1, await writes[i]);
        }
        Assert.Equal(47, (await Ids()).Count);
        Assert.Equal((2, 1, 2, 1), (runs[0], runs[10], runs[11], runs[49]));
    }

    [Fact]
    public async Task Caught_or_not_what_comes_after_a_rolled_back_batch_is_not_committed_by_itself()
    {
        await Store.WriteAsync(w => w.ExecuteAsync("""
            CREATE TRIGGER IF NOT EXISTS item_poison BEFORE INSERT ON item WHEN new.name = 'poison' BEGIN SELECT raise(ROLLBACK, 'poison'); END
            """), Ct);
        var writes = await InOneBatch(3, i => async w =>
        {
            if (i != 1)
                return await Insert(w, i);
            try
            {
                await Insert(w, 100, "poison");
            }
            catch (SqliteException)
            {
            }
            return await Insert(w, 101);
        });
        await Assert.ThrowsAnyAsync<Exception>(() => writes[1]);
        await Task.WhenAll(writes[0], writes[2]);
        Assert.Equal([0, 2], await Ids());
    }

    [Fact]
    public async Task A_full_store_refuses_what_does_not_fit_keeps_the_rest_and_resumes()
    {
        await Insert(-1);
        // Room that other tests' rows have left would be used first.
        await Store.WriteAsync(w => w.ExecuteAsync("PRAGMA incremental_vacuum"), Ct);
        var pages = await Store.WriteAsync(w => w.FirstAsync("PRAGMA page_count", r => r.GetInt64(0)), Ct);
        await Store.WriteAsync(w => w.ExecuteAsync($"PRAGMA max_page_count = {pages + 3}"), Ct);
        var large = new string('x', 1 << 20);

        var writes = await InOneBatch(20, i => w => Insert(w, i, i % 7 == 3 ? large : "small"));
        for (var i = 0; i < writes.Length; i++)
        {
            if (i % 7 == 3)
            {
                var full = await Assert.ThrowsAsync<StorageUnavailableException>(() => writes[i]);
                Assert.Contains("full", full.Message);
                Assert.False(full.OutcomeUnknown);
            }
            else
            {
                Assert.Equal(1, await writes[i]);
            }
        }
        Assert.Equal(Enumerable.Range(-1, 21).Where(i => i < 0 || i % 7 != 3).Select(i => (long)i), await Ids());

        await Store.WriteAsync(w => w.ExecuteAsync("PRAGMA max_page_count = 1000000"), Ct);
        Assert.Equal(1, await Insert(3, large));
    }

    [Fact]
    public async Task Work_that_waits_for_something_else_is_refused_and_undone()
    {
        var go = new TaskCompletionSource();
        IWrite? used = null;
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(async w =>
        {
            used = w;
            await Insert(w, 1);
            await go.Task;
            return await Insert(w, 2);
        }, Ct));
        Assert.Contains("nothing but the write's own statements", refused.Message);
        go.SetResult();
        Assert.Equal(1, await Insert(3));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Insert(used!, 4));
        Assert.Equal([3], await Ids());
    }

    [Fact]
    public async Task A_statement_is_one_and_its_parameters_are_all_given()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(w => w.ExecuteAsync("DELETE FROM item; DELETE FROM change"), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(w => w.ExecuteAsync("DELETE FROM item WHERE id = $1"), Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(w => w.ExecuteAsync("DELETE FROM item WHERE id = $2", 1), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(w => w.FirstAsync("SELECT 1", _ => Insert(w, 1).AsTask().Result), Ct));
        Assert.Empty(await Ids());
    }

    [Fact]
    public async Task More_statements_than_are_kept_prepared_still_work()
    {
        for (var i = 0; i < 600; i++)
            await Store.WriteAsync(w => w.ExecuteAsync($"INSERT INTO item (id, name) VALUES ({i}, $1)", "x"), Ct);
        Assert.Equal(600, (await Ids()).Count);
    }

    [Fact]
    public async Task A_foreign_key_is_checked_where_rows_are_returned_too()
    {
        await Assert.ThrowsAsync<SqliteException>(() => Store.WriteAsync(w => w.FirstAsync(
            "INSERT INTO outbox_attempt (outbox_id, at, outcome, detail) VALUES (999, 0, 1, '') RETURNING id", r => r.GetInt64(0)), Ct));
    }

    [Fact]
    public async Task The_file_is_set_up_to_be_durable()
    {
        Assert.Equal(("wal", 2L, 1L, 2L), await Store.WriteAsync(async w => (
            (await w.FirstAsync("PRAGMA journal_mode", r => r.GetString(0)))!,
            await w.FirstAsync("PRAGMA synchronous", r => r.GetInt64(0)),
            await w.FirstAsync("PRAGMA foreign_keys", r => r.GetInt64(0)),
            await w.FirstAsync("PRAGMA auto_vacuum", r => r.GetInt64(0))), Ct));
    }

    [Fact]
    public async Task The_log_is_folded_into_the_database_while_writes_go_on()
    {
        const int rounds = 4, mebibytes = 40;
        var megabyte = new string('x', 1 << 20);
        var options = await Engine.FreshAsync();
        var file = Path.Combine(options.DataDirectory, "tracker.db");
        await using (var store = await Engine.OpenAsync(options))
        {
            for (var round = 1; round <= rounds; round++)
            {
                for (var i = 0; i < mebibytes; i++)
                    await store.WriteAsync(w => w.ExecuteAsync("INSERT INTO change (topic, key, at) VALUES ('topic', $1, 0)", megabyte), Ct);
                await Until(() => new FileInfo(file).Length > (long)round * mebibytes << 20);
            }
            Assert.InRange(new FileInfo(file + "-wal").Length, 1, rounds * mebibytes / 2L << 20);
        }
        Assert.False(File.Exists(file + "-wal"), "A closed store has nothing left in its log.");
    }

    [Fact]
    public async Task A_reader_left_open_is_ended_so_that_the_log_can_be_folded()
    {
        await Insert(1);
        await using var connection = await Store.OpenReadAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n, item";
        var ended = await Assert.ThrowsAsync<SqliteException>(() => Task.Run(() => command.ExecuteScalar(), Ct).WaitAsync(Patience, Ct));
        Assert.Equal(9, ended.SqliteErrorCode);
    }

    [Fact]
    public async Task A_reader_given_back_with_a_row_open_pins_nothing()
    {
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Insert(i)));
        for (var i = 0; i < 100; i++)
        {
            var connection = await Store.OpenReadAsync(Ct);
            var command = connection.CreateCommand();
            command.CommandText = "SELECT id FROM item";
            Assert.True((await command.ExecuteReaderAsync(Ct)).Read());
            await connection.DisposeAsync();
            await connection.DisposeAsync();
            Assert.Throws<ObjectDisposedException>(() => connection.CreateCommand());
        }
        Assert.Equal(10, (await Ids()).Count);
    }

    /// <summary>Queued behind one that keeps the writer busy, so that all are taken at once.</summary>
    private async Task<Task<int>[]> InOneBatch(int count, Func<int, Func<IWrite, ValueTask<int>>> work)
    {
        using var go = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var blocking = Store.WriteAsync(w =>
        {
            started.SetResult();
            return ValueTask.FromResult(go.Wait(Patience));
        }, Ct);
        await started.Task;
        var writes = Enumerable.Range(0, count).Select(i => Store.WriteAsync(work(i), Ct)).ToArray();
        go.Set();
        Assert.True(await blocking);
        await Task.WhenAny(Task.WhenAll(writes), Task.Delay(Patience, Ct));
        return writes;
    }
}
