using System.Runtime.CompilerServices;
using Tracker.Storage;

namespace Tracker.Server.Web.Live;

/// <summary>Tells open pages which topics changed: to each at most once per interval, however many changes there are.</summary>
public sealed class LiveHub(TimeProvider clock, LiveOptions options)
{
    /// <summary>The topic of a hint that anything may have changed.</summary>
    public const string Everything = "*";

    private readonly Lock _gate = new();
    private readonly HashSet<LiveStream> _streams = [];

    /// <summary>Where each topic changed last. There are as many as the modules have names for.</summary>
    private readonly Dictionary<string, ChangeCursor> _last = new(StringComparer.Ordinal);

    private ChangeCursor? _began;
    private ChangeCursor _position;

    /// <summary>Whoever reads the store from now on sees at least the changes up to here.</summary>
    public ChangeCursor Position
    {
        get
        {
            lock (_gate) return _position;
        }
    }

    public int Streams
    {
        get
        {
            lock (_gate) return _streams.Count;
        }
    }

    /// <summary>Of what changed up to here nobody was told: streams that are open already may have missed anything.</summary>
    public void Begin(ChangeCursor at)
    {
        lock (_gate)
        {
            _began = _position = at;
            foreach (var stream in _streams) stream.Offer([Everything]);
        }
    }

    public void Publish(IReadOnlyList<Change> changes)
    {
        if (changes.Count == 0) return;
        lock (_gate)
        {
            foreach (var change in changes) _last[change.Topic] = change.At;
            _position = changes[^1].At;
            if (_streams.Count == 0) return;
            var topics = changes.Select(c => c.Topic).ToHashSet(StringComparer.Ordinal);
            foreach (var stream in _streams) stream.Offer(topics);
        }
    }

    /// <summary>Registers at once, so that nothing published after it is missed; null when there are as many streams as may be.</summary>
    /// <param name="since">Where the page stands that opens it: what changed after that and before now is its first hint.</param>
    public LiveStream? TryOpen(ChangeCursor? since = null)
    {
        lock (_gate)
        {
            if (_streams.Count >= options.MaxStreams) return null;
            var stream = new LiveStream(clock, options, Close);
            _streams.Add(stream);
            if (since is { } position) stream.Offer(After(position));
            return stream;
        }
    }

    private string[] After(ChangeCursor position) =>
        position < _began ? [Everything] : [.. _last.Where(topic => topic.Value > position).Select(topic => topic.Key)];

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
