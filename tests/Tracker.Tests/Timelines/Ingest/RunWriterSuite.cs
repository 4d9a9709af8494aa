using Tracker.Protocol.Timelines;
using Tracker.Server;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Storage;

namespace Tracker.Tests.Timelines.Ingest;

/// <summary>What is stored follows from the set of messages: not from their order, their batches, repeats, or who wrote them.</summary>
public abstract class RunWriterSuite(StorageEngine engine) : IAsyncLifetime
{
    private IDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await engine.OpenAsync(engine.Options, typeof(TrackerServer).Assembly);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Any_order_batches_and_repeats_make_the_same_rows()
    {
        var random = new Random(11);
        var writer = Writer();
        for (var round = 0; round < LongRun.Scale(30, 5_000); round++)
        {
            var context = Some.Name("fold");
            var messages = SomeIncoming.Of(random, context, random.Next(1, 80));
            var sent = messages.Concat(messages.Where(_ => random.Next(3) == 0)).ToArray();
            if (round % 3 == 0) random.Shuffle(sent);
            if (round % 3 == 1) Array.Sort(sent, (a, b) => a.Time.CompareTo(b.Time));
            for (var i = 0; i < sent.Length;)
            {
                var batch = sent.Skip(i).Take(random.Next(1, 20)).ToArray();
                await writer.WriteAsync(batch, _ => false, Ct);
                i += batch.Length;
                if (random.Next(10) == 0) writer.Forget();
            }

            Assert.Equal(StoredRuns.Of(messages), await StoredRuns.ReadAsync(_database, context, Ct));
        }
    }

    [Fact]
    public async Task Outcomes_do_not_depend_on_the_batches()
    {
        var random = new Random(12);
        var (together, oneByOne) = (Writer(), Writer());
        for (var round = 0; round < LongRun.Scale(8, 1_000); round++)
        {
            var (context, other) = (Some.Name("fold"), Some.Name("fold"));
            var messages = SomeIncoming.Of(random, context, 40);
            var alone = messages.Select(_ => random.Next(4) == 0).ToArray();
            var expected = new List<IngestOutcome>();
            for (var i = 0; i < messages.Count; i++)
            {
                var at = i;
                expected.AddRange(await oneByOne.WriteAsync([messages[i] with { Context = other }], _ => alone[at], Ct));
                together.Forget();
            }

            var outcomes = new List<IngestOutcome>();
            for (var i = 0; i < messages.Count; i += 20) outcomes.AddRange(await together.WriteAsync(messages.GetRange(i, 20), at => alone[i + at], Ct));
            Assert.Equal(expected, outcomes);
            Assert.Equal(await StoredRuns.ReadAsync(_database, other, Ct), await StoredRuns.ReadAsync(_database, context, Ct));
        }
    }

    [Fact]
    public async Task A_late_start_before_a_given_up_one_leaves_that_one_as_it_is()
    {
        var (context, writer) = (Some.Name("fold"), Writer());
        var messages = new[] { 100, 200, 300, 50, 20, 250 }.Select(t => SomeIncoming.Start(context, "deploy", t)).Append(SomeIncoming.End(context, "deploy", 400)).ToList();
        foreach (var message in messages)
        {
            writer.Forget();
            await writer.WriteAsync([message], _ => false, Ct);
        }

        Assert.Equal(StoredRuns.Of(messages), await StoredRuns.ReadAsync(_database, context, Ct));
    }

    [Fact]
    public async Task Messages_far_apart_with_much_between_them_are_folded_one_by_one()
    {
        var (context, writer) = (Some.Name("fold"), Writer());
        var steps = RunStore.MostRows + 10;
        var messages = Enumerable.Range(1, steps).SelectMany(i => new[] { SomeIncoming.Start(context, "poll", i * 10), SomeIncoming.End(context, "poll", i * 10 + 5) }).ToList();
        foreach (var batch in messages.Chunk(500)) await writer.WriteAsync(batch, _ => false, Ct);
        Incoming[] late = [SomeIncoming.Start(context, "poll", 1), SomeIncoming.End(context, "poll", steps * 10 + 7), SomeIncoming.Start(context, "poll", steps * 10 / 2 + 2)];
        Assert.All(await writer.WriteAsync(late, _ => false, Ct), outcome => Assert.Equal(IngestOutcome.Recorded, outcome));
        Assert.Equal(StoredRuns.Of(messages.Concat(late)), await StoredRuns.ReadAsync(_database, context, Ct));
    }

    [Fact]
    public async Task A_start_that_comes_alone_is_refused_while_another_is_open_until_that_is_given_up()
    {
        var (context, writer) = (Some.Name("fold"), Writer());
        var day = (long)TimelineContext.DefaultOpenTimeout.TotalMicroseconds;
        Assert.Equal(IngestOutcome.Recorded, await AloneAsync(1_000));
        Assert.Equal(IngestOutcome.Duplicate, await AloneAsync(1_000));
        Assert.Equal(IngestOutcome.Conflict, await AloneAsync(2_000));
        Assert.Equal(IngestOutcome.Conflict, await AloneAsync(999 + day));
        Assert.Equal(IngestOutcome.Recorded, await AloneAsync(1_000 + day));

        async Task<IngestOutcome> AloneAsync(long time) => (await writer.WriteAsync([SomeIncoming.Start(context, "deploy", time)], _ => true, Ct))[0];
    }

    [Fact]
    public async Task What_was_deleted_is_made_again_when_the_writer_is_told()
    {
        var (context, writer) = (Some.Name("fold"), Writer());
        await writer.WriteAsync([SomeIncoming.Start(context, "deploy", 1)], _ => false, Ct);
        await _database.WriteAsync(
            async write =>
            {
                foreach (var table in new[] { "timeline_run", "timeline_key", "timeline" })
                    await write.ExecuteAsync($"DELETE FROM {table} WHERE context_id = (SELECT id FROM timeline_context WHERE name = $1)", context);
                writer.Forget();
                return await write.ExecuteAsync("DELETE FROM timeline_context WHERE name = $1", context);
            },
            Ct);
        var end = SomeIncoming.End(context, "deploy", 2);
        await writer.WriteAsync([end], _ => false, Ct);
        Assert.Equal(StoredRuns.Of([end]), await StoredRuns.ReadAsync(_database, context, Ct));
    }

    [Fact]
    public async Task Nothing_is_remembered_of_a_write_that_failed()
    {
        var (context, writer) = (Some.Name("fold"), Writer());
        // PostgreSQL refuses it as text, SQLite a name that is null.
        var broken = SomeIncoming.Start(context, engine is PostgresEngine ? "a\0b" : null!, 5);
        await Assert.ThrowsAnyAsync<Exception>(() => writer.WriteAsync([SomeIncoming.Start(context, "deploy", 1), broken], _ => false, Ct));
        var end = SomeIncoming.End(context, "deploy", 2);
        await writer.WriteAsync([end], _ => false, Ct);
        Assert.Equal(StoredRuns.Of([end]), await StoredRuns.ReadAsync(_database, context, Ct));
    }

    private protected RunWriter Writer() => new(_database, TimeProvider.System);

    protected Task<List<string>> StoredAsync(string context) => StoredRuns.ReadAsync(_database, context, Ct);
}

public sealed class SqliteRunWriterTests(SqliteEngine engine) : RunWriterSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresRunWriterTests(PostgresEngine engine) : RunWriterSuite(engine), IClassFixture<PostgresEngine>
{
    [Fact]
    public async Task Two_replicas_at_the_same_time_make_the_same_rows()
    {
        var random = new Random(13);
        var replicas = new[] { Writer(), Writer() };
        for (var round = 0; round < LongRun.Scale(10, 1_000); round++)
        {
            var context = Some.Name("fold");
            var messages = SomeIncoming.Of(random, context, 80);
            // Each gets all of it in another order, in part at the same time.
            await Task.WhenAll(replicas.Select(async replica =>
            {
                var sent = messages.ToArray();
                lock (random) random.Shuffle(sent);
                foreach (var batch in sent.Chunk(11)) await replica.WriteAsync(batch, _ => false, TestContext.Current.CancellationToken);
            }));
            Assert.Equal(StoredRuns.Of(messages), await StoredAsync(context));
        }
    }
}
