using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.Metrics;
using Dapper;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>The write contract, the same on both engines.</summary>
public abstract class WriteSuite(StorageEngine engine) : StoreSuite(engine)
{
    // The fewest connections there may be: two writes take every slot of PostgreSQL, as one does of SQLite.
    protected override StorageOptions Options => base.Options with { MaxConnections = 8, QueueLength = 100 };

    [Fact]
    public async Task A_write_is_seen_by_readers_once_it_returned()
    {
        Assert.Equal(1, await Insert(1, "one"));
        Assert.Equal(["1:one"], await Items());
    }

    [Fact]
    public async Task Values_come_back_as_they_went_in()
    {
        await Store.WriteAsync(w => w.ExecuteAsync($"""
            CREATE TABLE IF NOT EXISTS kinds (
              i BIGINT, b BOOLEAN, r DOUBLE PRECISION, t TEXT, y {(OnSqlite ? "BLOB" : "BYTEA")}, u {(OnSqlite ? "BLOB" : "UUID")}, at BIGINT, n TEXT, e TEXT)
            """), Ct);
        var uuid = Guid.Parse("0190f0b2-0001-7002-8003-000000000004");
        var at = DateTimeOffset.UnixEpoch.AddTicks(1_234_567_890_123_4567);
        var text = new string('ä', 1000) + "\U0001F680";

        var (integer, yes, real, back, bytes, id, instant, missing, empty) = await Store.WriteAsync(async w =>
        {
            await w.ExecuteAsync(
                "INSERT INTO kinds VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)", long.MinValue, true, 0.1, text, new byte[] { 0, 255 }, uuid, at, (string?)null, "");
            return await w.FirstAsync("SELECT * FROM kinds", Read);
        }, Ct);
        Check(integer, yes, real, back, bytes, id, instant, missing, empty);

        await using var connection = await Store.OpenReadAsync(Ct);
        var read = await connection.FirstAsync("SELECT * FROM kinds WHERE u = $2 AND i = $1", Read, Ct, long.MinValue, uuid);
        Check(read.Item1, read.Item2, read.Item3, read.Item4, read.Item5, read.Item6, read.Item7, read.Rest.Item1, read.Rest.Item2);

        void Check(long i, bool b, double r, string t, byte[] y, Guid u, DateTimeOffset when, string? n, string? e)
        {
            Assert.Equal((long.MinValue, true, 0.1, text, uuid), (i, b, r, t, u));
            Assert.Equal([0, 255], y);
            Assert.Equal(Instant.Truncate(at), when);
            Assert.Null(n);
            Assert.Equal("", e);
        }

        static (long, bool, double, string, byte[], Guid, DateTimeOffset, string?, string?) Read(DbDataReader r) => (
            r.GetInt64(0), r.GetBoolean(1), r.GetDouble(2), r.GetString(3), r.GetFieldValue<byte[]>(4), r.GetUuid(5), r.GetInstant(6), r.GetText(7), r.GetText(8));
    }

    [Fact]
    public async Task Dapper_reads_the_shared_column_types()
    {
        await Store.WriteAsync(w => w.ExecuteAsync(
            $"CREATE TABLE IF NOT EXISTS dapper (id {(OnSqlite ? "BLOB" : "UUID")}, at BIGINT NOT NULL, until BIGINT, active BOOLEAN NOT NULL)"), Ct);
        var (id, at) = (Guid.CreateVersion7(), Instant.Truncate(DateTimeOffset.UtcNow));
        await Store.WriteAsync(w => w.ExecuteAsync("INSERT INTO dapper VALUES ($1, $2, $3, $4)", id, at, (DateTimeOffset?)null, true), Ct);
        await using var connection = await Store.OpenReadAsync(Ct);
        var row = await connection.QuerySingleAsync<DapperRow>(
            "SELECT id, at, until, active FROM dapper WHERE id = @id AND at <= @now", new { id, now = DateTimeOffset.UtcNow.AddDays(1) });
        Assert.Equal((id, at, null, true), (row.Id, row.At, row.Until, row.Active));
    }

    private sealed class DapperRow
    {
        public Guid Id { get; set; }
        public DateTimeOffset At { get; set; }
        public DateTimeOffset? Until { get; set; }
        public bool Active { get; set; }
    }

    [Fact]
    public async Task What_it_does_is_measured()
    {
        var seen = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Tracker.Storage")
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((i, n, _, _) => seen.AddOrUpdate(i.Name, n, (_, x) => x + n));
        listener.SetMeasurementEventCallback<int>((i, n, _, _) => seen.AddOrUpdate(i.Name, n, (_, x) => x + n));
        listener.SetMeasurementEventCallback<double>((i, n, _, _) => seen.AddOrUpdate(i.Name, n, (_, x) => x + n));
        listener.Start();
        await Insert(1);
        await Assert.ThrowsAnyAsync<DbException>(() => Insert(1));
        await Store.WriteAsync(async w =>
        {
            Thread.Sleep(20);
            return await Insert(w, 2);
        }, Ct);
        listener.RecordObservableInstruments();
        await Until(() => seen.ContainsKey("tracker.storage.write.failures") && seen.ContainsKey("tracker.storage.write.over_budget"));
        foreach (var name in (string[])["commits", "batch.size", "write.duration", "queue.depth", "wal.size"])
            Assert.Contains($"tracker.storage.{name}", seen.Keys);
    }

    [Fact]
    public async Task Parameters_go_by_their_numbers_and_NULLs_may_change_places_with_values()
    {
        for (var i = 0; i < 12; i++)
        {
            string? name = i % 3 == 0 ? null : "n";
            var (a, b) = await Store.WriteAsync(w => w.FirstAsync(
                "SELECT CAST($2 AS TEXT), CAST($1 AS BIGINT)", r => (r.GetText(0), r.GetInteger(1)), i % 2 == 0 ? null : (long?)i, name), Ct);
            Assert.Equal((name, i % 2 == 0 ? null : i), (a, b));
        }
    }

    [Fact]
    public async Task What_is_sent_comes_before_the_next_statement_and_is_kept_with_the_write()
    {
        var seen = await Store.WriteAsync(async w =>
        {
            await w.LockAsync("one", shared: true);
            for (var i = 0; i < 100; i++)
            {
                await w.SendAsync("INSERT INTO item(id, name) VALUES($1, $2)", i, "sent");
                if (i == 50) await w.LockAsync("two");
            }

            await w.SendAsync("UPDATE item SET name = 'changed' WHERE id = $1", 3);
            var name = await w.FirstAsync("SELECT name FROM item WHERE id = $1", r => r.GetString(0), 3);
            await w.LockAsync("three");
            await w.SendAsync("DELETE FROM item WHERE id >= $1", 90);
            var left = await w.QueryAsync("SELECT id FROM item", r => r.GetInt64(0));
            await w.SendAsync("INSERT INTO item(id, name) VALUES($1, $2)", 200, "with another");
            var changed = await w.ExecuteAsync("UPDATE item SET name = 'last' WHERE id IN ($1, $2)", 1, 2);
            await w.LockAsync("four");
            await w.ChangedAsync("topic", "key");
            await w.SendAsync("INSERT INTO item(id, name) VALUES($1, $2)", 201, "with the commit");
            return (name, left.Count, changed);
        }, Ct);
        Assert.Equal(("changed", 90, 2), seen);
        Assert.Equal(["200:with another", "201:with the commit"], (await Items())[^2..]);
        Assert.Equal(92, (await Ids()).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_and_fails_undoes_the_write(bool another)
    {
        await Insert(1);
        await Assert.ThrowsAnyAsync<DbException>(() => Store.WriteAsync(async w =>
        {
            await Insert(w, 2);
            await w.SendAsync("INSERT INTO item(id, name) VALUES($1, $2)", 1, "again");
            return another ? await Insert(w, 3) : 0;
        }, Ct));
        Assert.Equal([1], await Ids());
        // Its connection is fit for others.
        for (var i = 10; i < 30; i++) await Insert(i);
    }

    [Fact]
    public async Task An_exception_undoes_the_write_and_nothing_else()
    {
        var writes = Enumerable.Range(0, 90).Select(i => Store.WriteAsync(async w =>
        {
            await Insert(w, i);
            if (i % 3 == 1)
                throw new FormatException("the work's own");
            // The same key again: the statement itself fails.
            return i % 3 == 2 ? await Insert(w, i) : 1;
        }, Ct)).ToArray();

        foreach (var (write, i) in writes.Select((w, i) => (w, i)))
        {
            if (i % 3 == 0)
                Assert.Equal(1, await write);
            else if (i % 3 == 1)
                await Assert.ThrowsAsync<FormatException>(() => write);
            else
                await Assert.ThrowsAnyAsync<DbException>(() => write);
        }
        Assert.Equal(Enumerable.Range(0, 90).Where(i => i % 3 == 0).Select(i => (long)i), await Ids());
    }

    [Fact]
    public async Task A_failed_statement_fails_its_write_though_the_work_caught_the_exception()
    {
        await Insert(1);
        await Assert.ThrowsAnyAsync<DbException>(() => Store.WriteAsync(async w =>
        {
            await Insert(w, 2);
            try
            {
                await Insert(w, 1);
            }
            catch (DbException)
            {
            }
            return true;
        }, Ct));
        Assert.Equal([1], await Ids());
    }

    [Fact]
    public async Task No_write_and_no_reader_inside_a_write()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(async w => await Insert(w, 1) + await Insert(2), Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(async w =>
        {
            await Insert(w, 3);
            await using var reader = await Store.OpenReadAsync();
            return true;
        }, Ct));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.WriteAsync(
            w => ValueTask.FromResult(Task.Run(() => Store.MaintainAsync(m => Insert(m, 4))).GetAwaiter().GetResult()), Ct));
        Assert.Empty(await Ids());
        Assert.Equal(1, await Insert(5));
    }

    [Fact]
    public async Task A_write_that_is_over_cannot_be_used()
    {
        IWrite? kept = null;
        await Store.WriteAsync(w => ValueTask.FromResult(kept = w), Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Insert(kept!, 1));
    }

    [Theory]
    [InlineData("COMMIT")]
    [InlineData(" rollback")]
    [InlineData("SAVEPOINT a")]
    public async Task The_transaction_is_not_the_works_to_end(string sql)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Store.WriteAsync(w => w.ExecuteAsync(sql), Ct));
        Assert.Equal(1, await Insert(1));
    }

    [Fact]
    public async Task What_follows_a_commit_runs_after_it_and_never_after_a_failure()
    {
        var seen = -1;
        await Store.WriteAsync(async w =>
        {
            w.OnCommitted(() => seen = Ids().GetAwaiter().GetResult().Count);
            return await Insert(w, 1);
        }, Ct);
        Assert.Equal(1, seen);

        var never = false;
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync<int>(w =>
        {
            w.OnCommitted(() => never = true);
            throw new FormatException();
        }, Ct));
        await Insert(2);
        Assert.False(never);
    }

    [Fact]
    public async Task A_callback_that_fails_harms_neither_its_write_nor_others()
    {
        var ran = false;
        await Store.WriteAsync(async w =>
        {
            w.OnCommitted(() => throw new FormatException());
            w.OnCommitted(() => ran = true);
            return await Insert(w, 1);
        }, Ct);
        Assert.True(ran);
        Assert.Equal([1], await Ids());
    }

    [Fact]
    public async Task The_token_cancels_a_write_that_waits_and_one_that_runs()
    {
        using var cancel = new CancellationTokenSource();
        using var go = new ManualResetEventSlim();
        var running = await Block(go, cancel.Token);
        var waiting = Insert(1, ct: cancel.Token);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(Patience, Ct));
        go.Set();

        foreach (var one in running) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(Patience, Ct));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Insert(2, ct: cancel.Token));
        Assert.Empty(await Ids());
    }

    [Fact]
    public async Task When_too_many_wait_the_next_is_refused()
    {
        using var go = new ManualResetEventSlim();
        var running = await Block(go, Ct);
        var waiting = Enumerable.Range(0, Options.QueueLength).Select(i => Insert(i)).ToArray();
        var refused = await Assert.ThrowsAsync<StorageUnavailableException>(() => Insert(999));
        Assert.False(refused.OutcomeUnknown);
        go.Set();
        await Task.WhenAll([.. running, .. waiting]);
        Assert.Equal(1, await Insert(999));
    }

    [Fact]
    public async Task Maintenance_gets_its_turn_beside_requests_and_they_beside_it()
    {
        using var stop = new CancellationTokenSource();
        var next = 0L;
        var requests = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await Insert(Interlocked.Increment(ref next));
        }, Ct)).ToArray();
        for (var i = 0; i < 20; i++)
            await Store.MaintainAsync(w => Insert(w, -1 - i), Ct).WaitAsync(Patience, Ct);
        await stop.CancelAsync();
        await Task.WhenAll(requests);
        Assert.Equal(20 + next, (await Ids()).Count);
    }

    [Fact]
    public async Task Reading_and_writing_back_loses_no_update()
    {
        await Insert(1, "0");
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => Store.WriteAsync(async w =>
        {
            var n = await w.FirstAsync("SELECT name FROM item WHERE id = 1", r => int.Parse(r.GetString(0)));
            return await w.ExecuteAsync("UPDATE item SET name = $1 WHERE id = 1", $"{n + 1}");
        }, Ct))));
        Assert.Equal(["1:64"], await Items());
    }

    [Fact]
    public async Task Under_row_locks_what_has_a_name_to_itself_loses_no_update_and_never_runs_twice()
    {
        await Insert(1, "0");
        var runs = 0;
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Store.WriteAsync(Isolation.RowLocks, async w =>
        {
            Interlocked.Increment(ref runs);
            await w.LockAsync("item:1");
            var value = await w.FirstAsync("SELECT name FROM item WHERE id = 1", r => int.Parse(r.GetString(0)));
            return await w.ExecuteAsync("UPDATE item SET name = $1 WHERE id = 1", (value + 1).ToString());
        }, Ct)));
        Assert.Equal(["1:50"], await Items());
        Assert.Equal(50, runs);
    }

    [Fact]
    public async Task Who_shares_a_name_sees_what_its_only_owner_left()
    {
        // Each adds a row unless the gate is closed; closing it counts the rows, and none may come after.
        await Insert(0, "open");
        var counted = -1L;
        await Task.WhenAll(Enumerable.Range(1, 60).Select(i => i == 30
            ? Store.WriteAsync(Isolation.RowLocks, async w =>
            {
                await w.LockAsync("gate");
                await w.ExecuteAsync("UPDATE item SET name = 'closed' WHERE id = 0");
                counted = await w.FirstAsync("SELECT count(*) FROM item WHERE id > 0", r => r.GetInt64(0));
                return 1;
            }, Ct)
            : Store.WriteAsync(Isolation.RowLocks, async w =>
            {
                await w.LockAsync("gate", shared: true);
                var open = await w.FirstAsync("SELECT name FROM item WHERE id = 0", r => r.GetString(0)) == "open";
                return open ? await Insert(w, i) : 0;
            }, Ct)));
        Assert.Equal(counted, (await Ids()).Count - 1);
    }

    [Fact]
    public async Task A_closed_store_takes_no_write_and_has_finished_those_it_took()
    {
        var writes = Enumerable.Range(0, 50).Select(i => Insert(i)).ToArray();
        await Store.DisposeAsync();
        var stored = 0;
        foreach (var write in writes)
        {
            try
            {
                stored += await write;
            }
            catch (StorageUnavailableException)
            {
            }
        }
        await Assert.ThrowsAsync<StorageUnavailableException>(() => Insert(100));
        await using var again = await Engine.OpenAsync(Options);
        await using var connection = await again.OpenReadAsync(Ct);
        Assert.Equal(stored, await connection.FirstAsync("SELECT count(*) FROM item", r => r.GetInt32(0), Ct));
    }

    [Fact]
    public async Task Readers_cannot_write()
    {
        await using var connection = await Store.OpenReadAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = "DELETE FROM item";
        await Assert.ThrowsAnyAsync<DbException>(() => command.ExecuteNonQueryAsync(Ct));
    }

    /// <summary>Keeps every writer busy; each has inserted a row from 1000 on.</summary>
    protected async Task<Task<int>[]> Block(ManualResetEventSlim go, CancellationToken ct)
    {
        var started = 0;
        var blocked = Enumerable.Range(0, OnSqlite ? 1 : 2).Select(i => Task.Run(() => Store.WriteAsync(async w =>
        {
            var rows = await Insert(w, 1000 + i);
            Interlocked.Increment(ref started);
            if (!go.Wait(Patience))
                throw new TimeoutException();
            return rows;
        }, ct))).ToArray();
        await Until(() => started == blocked.Length);
        return blocked;
    }
}

public sealed class SqliteWriteTests(SqliteEngine engine) : WriteSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresWriteTests(PostgresEngine engine) : WriteSuite(engine), IClassFixture<PostgresEngine>;
