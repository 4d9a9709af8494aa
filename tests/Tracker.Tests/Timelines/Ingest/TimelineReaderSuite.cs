using Tracker.Protocol.Timelines;
using Tracker.Server;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Storage;

namespace Tracker.Tests.Timelines.Ingest;

/// <summary>Contexts, timelines and events as they are read.</summary>
public abstract class TimelineReaderSuite(StorageEngine engine) : IAsyncLifetime
{
    private const long Hour = 3_600_000_000;
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeClock _clock = new(Midnight.AddDays(2));
    private IDatabase _database = null!;
    private RunWriter _writer = null!;
    private TimelineReader _reader = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await engine.OpenAsync(engine.Options, typeof(TrackerServer).Assembly);
        (_writer, _reader) = (new(_database, _clock), new(_database, _clock));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_timeline_begins_where_it_was_said_to_and_lasts_until_the_next()
    {
        var name = Some.Name("ci");
        // The first message is about the middle of it, the last about the beginning.
        await WriteAsync(SomeIncoming.Start(name, "test", At(2)), SomeIncoming.Start(name, "compile", At(1)), SomeIncoming.Start(name, "compile", At(3)));
        await WriteAsync(SomeIncoming.New(name, At(3), "build 2"));
        await WriteAsync(SomeIncoming.End(name, "compile", At(4)), SomeIncoming.New(name, At(1), "build 1"));
        var context = (await _reader.ContextAsync(name, Ct))!;
        var timelines = await _reader.TimelinesAsync(context, 10, Ct);
        Assert.Equal(["build 2", "build 1"], timelines.Select(t => t.Label));
        Assert.Equal(["20260302T030000-000000", "20260302T010000-000000"], timelines.Select(t => t.Id));
        Assert.Equal([true, false], timelines.Select(t => t.IsActive));
        Assert.Equal(["compile 3-4"], Show(await ContentAsync(context, "latest")));
        Assert.Equal(["compile 1-", "test 2-"], Show(await ContentAsync(context, "build 1")));
        Assert.Equal(2, (await ContentAsync(context, "build 1")).Abandoned);
        Assert.Null(await _reader.TimelineAsync(context, "first", Ct));
        await WriteAsync(SomeIncoming.Point(name, "start", At(0)));
        Assert.Equal(["start 0-"], Show(await ContentAsync(context, "first")));
        Assert.Equal(["build 1"], (await _reader.TimelinesAsync(context, 1, Ct, offset: 1)).Select(t => t.Label));
        Assert.Equal(["build 1"], (await _reader.TimelinesAsync(context, 1, Ct, before: timelines[0].Starts)).Select(t => t.Label));
    }

    [Fact]
    public async Task Ids_and_labels_name_timelines_and_of_one_label_the_newest()
    {
        var name = Some.Name("ci");
        await WriteAsync(SomeIncoming.New(name, At(1), "nightly"), SomeIncoming.New(name, At(2), "nightly"), SomeIncoming.New(name, At(3)), SomeIncoming.New(name, At(3), "b"), SomeIncoming.New(name, At(3), "a"));
        var context = (await _reader.ContextAsync(name, Ct))!;
        Assert.Equal(At(2), (await _reader.TimelineAsync(context, "nightly", Ct))!.Starts);
        Assert.Equal(At(1), (await _reader.TimelineAsync(context, "20260302T010000-000000", Ct))!.Starts);
        // Of two labels of one beginning, the first in the order of texts.
        Assert.Equal("a", (await _reader.TimelineAsync(context, "latest", Ct))!.Label);
        foreach (var unknown in (string[])["b", "", "20260302T010000-000001", "first", "Nightly"]) Assert.Null(await _reader.TimelineAsync(context, unknown, Ct));
    }

    [Fact]
    public async Task Of_a_name_and_host_the_last_time_counts_and_the_others_are_repeats()
    {
        var name = Some.Name("ci");
        await WriteAsync(
            SomeIncoming.Start(name, "test", At(1)), SomeIncoming.End(name, "test", At(2), status: TimelineStatus.Failed),
            SomeIncoming.Start(name, "test", At(2)), SomeIncoming.Start(name, "test", At(3)), SomeIncoming.End(name, "test", At(4)), SomeIncoming.End(name, "test", At(5)),
            SomeIncoming.Start(name, "test", At(1), "h1"), SomeIncoming.Start(name, "fresh", At(30)));
        var context = (await _reader.ContextAsync(name, Ct))!;
        var content = await ContentAsync(context, "latest");
        Assert.Equal(["test@h1 1-", "test 3-4", "fresh 30-"], Show(content));
        Assert.Equal([EventProgress.Abandoned, EventProgress.Ended, EventProgress.Open], content.Events.Select(e => e.Progress));
        Assert.Equal((1, 1, 1, 2, false), (content.StrayEnds, content.Open, content.Abandoned, content.Repeated, content.IsCut));
        var summary = await _reader.SummaryAsync(context, content.Timeline, Ct);
        Assert.Equal((3, TimelineStatus.Failed, Midnight.AddHours(1), Midnight.AddHours(30)), (summary.Events, summary.Worst, summary.First, summary.Last));
    }

    [Fact]
    public async Task Contexts_are_listed_by_name()
    {
        var prefix = Some.Name("list");
        await WriteAsync([.. new[] { "é", "B", "a", "deploy:prod/x" }.Select(n => SomeIncoming.Start(prefix + n, "s", At(1)))]);
        var all = await _reader.ContextsAsync(prefix, 4, Ct);
        Assert.Equal([prefix + "B", prefix + "a", prefix + "deploy:prod/x", prefix + "é"], all.Select(c => c.Name));
        Assert.Equal([prefix + "deploy:prod/x"], (await _reader.ContextsAsync(prefix, 1, Ct, offset: 2)).Select(c => c.Name));
        Assert.Equal((TimelineContext.DefaultOpenTimeout, TimelineContext.DefaultKeepTimelines, prefix + "B"), (all[0].OpenTimeout, all[0].KeepTimelines, all[0].Service));
    }

    private static long At(int hour) => Instant.ToMicroseconds(Midnight) + hour * Hour;

    private static IEnumerable<string> Show(TimelineContent content) => content.Events.Select(e =>
        $"{e.Name}{(e.Host.Length > 0 ? "@" + e.Host : "")} {(e.Start - Midnight).TotalHours}-{(e.End - Midnight)?.TotalHours}");

    private Task WriteAsync(params Incoming[] messages) => _writer.WriteAsync(messages, _ => false, Ct);

    private async Task<TimelineContent> ContentAsync(TimelineContext context, string timeline) =>
        await _reader.ContentAsync(context, (await _reader.TimelineAsync(context, timeline, Ct))!, Ct);
}

public sealed class SqliteTimelineReaderTests(SqliteEngine engine) : TimelineReaderSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresTimelineReaderTests(PostgresEngine engine) : TimelineReaderSuite(engine), IClassFixture<PostgresEngine>;
