using Tracker.Server.Web.Live;
using Tracker.Storage;

namespace Tracker.Tests.Web;

public sealed class LiveHubTests
{
    private static readonly LiveOptions Quick = new()
    {
        Interval = TimeSpan.FromMilliseconds(200),
        Jitter = 0,
        Heartbeat = TimeSpan.FromMilliseconds(400),
        MaxStreams = 2,
    };

    [Fact]
    public async Task Many_changes_are_few_hints_and_the_last_one_is_told()
    {
        var hub = new LiveHub(TimeProvider.System, Quick);
        using var stream = hub.TryOpen()!;
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var hints = 0;
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                hub.Publish(Changes("events"));
                await Task.Delay(10, end.Token);
            }
            hub.Publish(Changes("last"));
        }, end.Token);
        var began = TimeProvider.System.GetTimestamp();
        await foreach (var topics in stream.ReadAsync(end.Token))
        {
            if (topics.Count > 0) hints++;
            if (topics.Contains("last")) break;
        }
        await publishing;
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        // A timer counts whole milliseconds, so that each interval may be one shorter by the clock that is read here.
        Assert.InRange(hints, 2, (int)((elapsed + TimeSpan.FromMilliseconds(hints)) / Quick.Interval) + 1);
    }

    [Fact]
    public async Task What_was_said_between_opening_and_reading_is_heard()
    {
        var hub = new LiveHub(TimeProvider.System, Quick);
        using var stream = hub.TryOpen()!;
        hub.Publish(Changes("locks", "events"));
        hub.Publish(Changes("events"));
        Assert.Equal(["events", "locks"], await FirstHintAsync(stream));
    }

    [Fact]
    public async Task A_silent_stream_still_beats()
    {
        using var stream = new LiveHub(TimeProvider.System, Quick).TryOpen()!;
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var beats = 0;
        await foreach (var topics in stream.ReadAsync(end.Token))
        {
            Assert.Empty(topics);
            if (++beats == 3) break;
        }
        Assert.Equal(3, beats);
    }

    [Fact]
    public void There_are_as_many_streams_as_may_be()
    {
        var hub = new LiveHub(TimeProvider.System, Quick);
        var first = hub.TryOpen()!;
        using var second = hub.TryOpen()!;
        Assert.Null(hub.TryOpen());
        first.Dispose();
        Assert.Equal(1, hub.Streams);
        hub.Publish(Changes("events")); // does not reach for the one that is gone
        using var third = hub.TryOpen();
        Assert.NotNull(third);
    }

    [Fact]
    public async Task Who_opens_a_stream_is_told_first_what_changed_since_its_page_was_read()
    {
        var hub = new LiveHub(TimeProvider.System, Quick);
        hub.Begin(At(0));
        hub.Publish(Changes("events", "locks"));
        var read = hub.Position;
        using var nothing = hub.TryOpen(read)!;
        hub.Publish([new(At(3), "tasks", "1"), new(At(4), "locks", "2")]);
        using var stream = hub.TryOpen(read)!;
        Assert.Equal(["locks", "tasks"], await FirstHintAsync(stream));
        Assert.Equal(["locks", "tasks"], await FirstHintAsync(nothing));
        stream.Dispose();
        using var upToDate = hub.TryOpen(hub.Position)!;
        hub.Publish([new(At(5), "events", "3")]);
        Assert.Equal(["events"], await FirstHintAsync(upToDate));
    }

    [Fact]
    public async Task Of_what_changed_before_anybody_listened_anything_may_have()
    {
        var hub = new LiveHub(TimeProvider.System, Quick);
        using var early = hub.TryOpen(At(7))!;
        hub.Begin(At(9));
        Assert.Equal([LiveHub.Everything], await FirstHintAsync(early));
        early.Dispose();
        using var older = hub.TryOpen(At(8))!;
        Assert.Equal([LiveHub.Everything], await FirstHintAsync(older));
    }

    [Fact]
    public void A_position_is_read_as_it_was_written_and_what_is_none_is_the_beginning()
    {
        foreach (var at in (ChangeCursor[])[default, new(0, 12), new(741, long.MaxValue)])
            Assert.Equal(at, LivePosition.Read(LivePosition.Write(at)));
        foreach (var text in (string[])["", "1", "1.2.3", "-1.2", "a.b", "1.99999999999999999999"])
            Assert.Equal(default, LivePosition.Read(text));
    }

    private static ChangeCursor At(long sequence) => new(0, sequence);

    private static Change[] Changes(params string[] topics) => [.. topics.Select((topic, i) => new Change(At(i + 1), topic, "1"))];

    private static async Task<IReadOnlyList<string>> FirstHintAsync(LiveStream stream)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var topics in stream.ReadAsync(end.Token))
            if (topics.Count > 0) return topics;
        throw new InvalidOperationException("The stream ended.");
    }
}
