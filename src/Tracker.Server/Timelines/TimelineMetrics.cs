using System.Diagnostics.Metrics;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines;

/// <summary>What timelines count: messages by what became of them, and those dropped, by reason.</summary>
internal sealed class TimelineMetrics : IDisposable
{
    private static readonly KeyValuePair<string, object?>[] Outcomes =
        [.. Enum.GetValues<IngestOutcome>().Select(o => new KeyValuePair<string, object?>("outcome", o.ToString().ToLowerInvariant()))];

    private readonly Meter _meter = new("Tracker.Timelines");
    private readonly Counter<long> _taken;
    private readonly Counter<long> _dropped;

    public TimelineMetrics()
    {
        _taken = _meter.CreateCounter<long>("tracker_timeline_messages_total", null, "Timeline messages that were handed to the store, by outcome.");
        _dropped = _meter.CreateCounter<long>("tracker_timeline_dropped_total", null, "Timeline messages that were dropped, by reason.");
    }

    /// <summary>How many messages wait to be stored is told by a function.</summary>
    public void Watch(Func<int> waiting) => _meter.CreateObservableGauge("tracker_timeline_queue", waiting, null, "Timeline messages that wait to be stored.");

    /// <summary>So is how many datagrams the kernel had no room for.</summary>
    public void WatchKernel(Func<long> dropped) => _meter.CreateObservableCounter(
        "tracker_timeline_datagrams_lost_total", dropped, null, "Datagrams that the kernel dropped because the server did not read them in time.");

    public void Taken(ReadOnlySpan<IngestOutcome> outcomes)
    {
        Span<int> counts = stackalloc int[Outcomes.Length];
        foreach (var outcome in outcomes) counts[(int)outcome]++;
        for (var i = 0; i < counts.Length; i++)
            if (counts[i] > 0) _taken.Add(counts[i], Outcomes[i]);
    }

    public void Dropped(string reason, long count = 1)
    {
        if (count > 0) _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Dispose() => _meter.Dispose();
}
