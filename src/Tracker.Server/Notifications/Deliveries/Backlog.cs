using Tracker.Server.Notifications.Rules;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>
/// How much waits for each channel, so that a flood of alerts does not fill the disk: counted every second, with what this
/// replica added since. What other replicas add within that second may go beyond the limit.
/// </summary>
internal sealed class Backlog(NotificationOptions options, DeliveryMetrics metrics)
{
    /// <summary>All channels together may have as much waiting as this many full ones.</summary>
    private const int FullChannels = 10;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Line> _lines = [];
    private long _waiting;

    public long Most => options.MostWaiting;

    public long MostInAll => options.MostWaiting * (long)FullChannels;

    public bool HasRoom(Guid channel)
    {
        lock (_lock) return _waiting < MostInAll && WaitingFor(channel) < Most;
    }

    /// <summary>Room enough to say that there was none: not the moment one place is free and taken again.</summary>
    public bool IsCalm(Guid channel)
    {
        lock (_lock) return _waiting <= MostInAll / 10 * 9 && WaitingFor(channel) <= Most * 9 / 10;
    }

    public void Added(Guid channel)
    {
        lock (_lock)
        {
            var line = Of(channel);
            (line.Waiting, line.AddedSince) = (line.Waiting + 1, line.AddedSince + 1);
            _waiting++;
        }
    }

    public void Dropped(Addressee channel)
    {
        metrics.Dropped(channel.Kind);
        lock (_lock) Of(channel.Id).Dropped++;
    }

    /// <summary>From now on what is added may or may not be in the count.</summary>
    public void BeginCount()
    {
        lock (_lock)
        {
            foreach (var line in _lines.Values) line.AddedSince = 0;
        }
    }

    public void EndCount(IEnumerable<(Guid Channel, long Waiting)> counts)
    {
        lock (_lock)
        {
            foreach (var line in _lines.Values) line.Waiting = 0;
            foreach (var (channel, waiting) in counts) Of(channel).Waiting = waiting;
            foreach (var (channel, line) in _lines)
            {
                line.Waiting += line.AddedSince;
                if (line is { Waiting: 0, Dropped: 0 }) _lines.Remove(channel);
            }

            _waiting = _lines.Values.Sum(l => l.Waiting);
            metrics.Set(_waiting);
        }
    }

    /// <summary>What was dropped since it was last asked for, to be written down.</summary>
    public List<(Guid Channel, long Count)> TakeDropped()
    {
        lock (_lock)
        {
            var taken = _lines.Where(l => l.Value.Dropped > 0).Select(l => (l.Key, l.Value.Dropped)).ToList();
            foreach (var (channel, _) in taken) _lines[channel].Dropped = 0;
            return taken;
        }
    }

    /// <summary>It could not be written down; the next try has it again.</summary>
    public void PutBack(List<(Guid Channel, long Count)> dropped)
    {
        lock (_lock)
        {
            foreach (var (channel, count) in dropped) Of(channel).Dropped += count;
        }
    }

    private long WaitingFor(Guid channel) => _lines.TryGetValue(channel, out var line) ? line.Waiting : 0;

    private Line Of(Guid channel)
    {
        if (!_lines.TryGetValue(channel, out var line)) _lines.Add(channel, line = new());
        return line;
    }

    private sealed class Line
    {
        public long Waiting { get; set; }

        public long AddedSince { get; set; }

        public long Dropped { get; set; }
    }
}
