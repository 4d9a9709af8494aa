using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Storage;

namespace Tracker.Tests.Timelines.Ingest;

/// <summary>What happens to messages between those who send them and the store.</summary>
public sealed class TimelineIngestTests(SqliteEngine engine) : IClassFixture<SqliteEngine>, IAsyncLifetime
{
    private IDatabase _database = null!;
    private TimelineIngest _ingest = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await engine.OpenAsync(engine.Options, typeof(TrackerServer).Assembly);
        _ingest = new(new RunWriter(_database, TimeProvider.System), new(), TimeProvider.System, NullLogger<TimelineIngest>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _ingest.StopAsync(Ct);
        _ingest.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task What_waits_when_the_server_stops_is_written_and_who_waits_is_told()
    {
        var context = Some.Name("stop");
        var messages = Enumerable.Range(0, 5_000).Select(i => SomeIncoming.Start(context, "step", i)).ToList();
        _ingest.Post([.. messages[..4_000]]);
        var waiting = _ingest.TakeAsync(messages[4_000..], false, Ct);
        await _ingest.StartAsync(Ct);
        await _ingest.StopAsync(Ct);
        Assert.All((await waiting).OrThrow(), outcome => Assert.Equal(IngestOutcome.Recorded, outcome));
        Assert.Equal(StoredRuns.Of(messages), await StoredRuns.ReadAsync(_database, context, Ct));
        Assert.NotNull((await _ingest.TakeAsync(messages[..1], true, Ct)).Failure);
    }

    [Fact]
    public async Task One_that_cannot_be_written_takes_no_other_with_it()
    {
        var context = Some.Name("poison");
        // No codec lets such a name through; a fault of ours might.
        var poison = SomeIncoming.Start(context, null!, 1);
        var messages = Enumerable.Range(0, 300).Select(i => SomeIncoming.Start(context, "step", i)).ToList();
        var sent = messages.ToList();
        var queue = new List<Task<Tracker.Server.Operations.Outcome<IngestOutcome[]>>>();
        foreach (var message in sent[..100].Append(poison).Concat(sent[100..])) queue.Add(_ingest.TakeAsync([message], false, Ct));
        await _ingest.StartAsync(Ct);
        await Assert.ThrowsAnyAsync<Exception>(() => queue[100]);
        queue.RemoveAt(100);
        foreach (var outcome in await Task.WhenAll(queue)) Assert.Equal([IngestOutcome.Recorded], outcome.OrThrow());
        Assert.Equal(StoredRuns.Of(messages), await StoredRuns.ReadAsync(_database, context, Ct));
    }

    [Fact]
    public async Task Labels_that_mean_something_else_and_impossible_times_are_refused()
    {
        await _ingest.StartAsync(Ct);
        var context = Some.Name("rules");
        var tomorrow = Instant.ToMicroseconds(DateTimeOffset.UtcNow.AddDays(1).AddMinutes(-1));
        string[] reserved = ["latest", "Events", "stats", "compare", "stream", "new", "first", ".", "..", "20260302T010000-000000"];
        var outcomes = (await _ingest.TakeAsync(
            [.. reserved.Select(l => SomeIncoming.New(context, 1, l)), SomeIncoming.New(context, 1, "build 42"), SomeIncoming.New(context, 2),
                SomeIncoming.Start(context, "latest", tomorrow), SomeIncoming.Start(context, "s", tomorrow + 120_000_000), SomeIncoming.Start(context, "s", -1), SomeIncoming.Start(context, "s", 0)],
            false, Ct)).OrThrow();
        Assert.Equal(
            [.. reserved.Select(_ => IngestOutcome.Refused), IngestOutcome.Recorded, IngestOutcome.Recorded,
                IngestOutcome.Recorded, IngestOutcome.Refused, IngestOutcome.Refused, IngestOutcome.Recorded],
            outcomes);
    }

    [Fact]
    public void A_queue_is_bounded_by_number_and_by_text()
    {
        var few = new IngestQueue(2, 1_000, TimeProvider.System);
        Assert.Equal(2, few.AddSome([.. Enumerable.Repeat(SomeIncoming.Start("c", "s", 1), 5)]));
        Assert.Null(few.TryAdd([SomeIncoming.Start("c", "s", 1)], true));
        var small = new IngestQueue(100, 1_000, TimeProvider.System);
        Assert.Equal(9, small.AddSome([.. Enumerable.Repeat(SomeIncoming.Start("c", new string('x', 109), 1), 20)]));
        small.Close();
        Assert.Equal(0, small.AddSome([SomeIncoming.Start("c", "s", 1)]));
    }
}
