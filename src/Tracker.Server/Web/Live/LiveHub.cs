using System.Runtime.CompilerServices;

namespace Tracker.Server.Web.Live;

/// <summary>Tells open pages which topics changed: to each at most once per interval, however many changes there are.</summary>
public sealed class LiveHub(TimeProvider clock, LiveOptions options)
{
    private readonly Lock _gate = new();
    private readonly HashSet<LiveStream> _streams = [];

    public int Streams
    {
        get
        {
            lock (_gate) return _streams.Count;
        }
    }

    public void Publish(IReadOnlyCollection<string> topics)
    {
        if (topics.Count == 0) return;
        lock (_gate)
            foreach (var stream in _streams) stream.Offer(topics);
    }

    /// <summary>Registers at once, so that nothing published after it is missed; null when there are as many streams as may be.</summary>
    public LiveStream? TryOpen()
    {
        lock (_gate)
        {
            if (_streams.Count >= options.MaxStreams) return null;
            var stream = new LiveStream(clock, options, Close);
            _streams.Add(stream);
            return stream;
        }
    }

    private void Close(LiveStream stream)
    {
        lock (_gate) _streams.Remove(stream);
    }
}

/// <summary>One browser's stream. What waits for it is a set of topics, so it is bounded by their number.</summary>
public sealed class LiveStream(TimeProvider clock, LiveOptions options, Action<LiveStream> closed) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SortedSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0, 1);

    internal void Offer(IReadOnlyCollection<string> topics)
    {
        lock (_gate)
        {
            var asleep = _waiting.Count == 0;
            _waiting.UnionWith(topics);
            if (asleep && _waiting.Count > 0) _wake.Release();
        }
    }

    /// <summary>Sets of changed topics; an empty one when nothing happened for a while, to show that the line is alive.</summary>
    public async IAsyncEnumerable<IReadOnlyList<string>> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        yield return [];
        while (!ct.IsCancellationRequested)
        {
            if (!await _wake.WaitAsync(options.Heartbeat, ct))
            {
                yield return [];
                continue;
            }
            // The jitter keeps a thousand browsers from fetching in the same millisecond.
            await Task.Delay(options.Interval * (Random.Shared.NextDouble() * options.Jitter), clock, ct);
            yield return Drain();
            await Task.Delay(options.Interval, clock, ct);
        }
    }

    public void Dispose()
    {
        closed(this);
        _wake.Dispose();
    }

    private string[] Drain()
    {
        lock (_gate)
        {
            var topics = _waiting.ToArray();
            _waiting.Clear();
            return topics;
        }
    }
}
