using Tracker.Server.Web.Live;

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
                hub.Publish(["events"]);
                await Task.Delay(10, end.Token);
            }
            hub.Publish(["last"]);
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
        hub.Publish(["locks", "events"]);
        hub.Publish(["events"]);
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
        hub.Publish(["events"]); // does not reach for the one that is gone
        using var third = hub.TryOpen();
        Assert.NotNull(third);
    }

    private static async Task<IReadOnlyList<string>> FirstHintAsync(LiveStream stream)
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (var topics in stream.ReadAsync(end.Token))
            if (topics.Count > 0) return topics;
        throw new InvalidOperationException("The stream ended.");
    }
}
