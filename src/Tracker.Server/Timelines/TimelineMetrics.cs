using System.Diagnostics.Metrics;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines;

/// <summary>What timelines count: messages by what became of them, and those dropped, by reason.</summary>
internal sealed class TimelineMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Timelines");
    private readonly Counter<long> _taken;
    private readonly Counter<long> _dropped;

    public TimelineMetrics()
    {
        _taken = _meter.CreateCounter<long>("tracker_timeline_messages_total", null, "Timeline messages that were handed to the store, by outcome.");
        _dropped = _meter.CreateCounter<long>("tracker_timeline_dropped_total", null, "Timeline messages that were dropped, by reason.");
    }

    public void Taken(IngestOutcome outcome) => _taken.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
    {
        IngestOutcome.Recorded => "recorded",
        IngestOutcome.Duplicate => "duplicate",
        IngestOutcome.Conflict => "conflict",
        _ => "full",
    }));

    public void Dropped(string reason, int count = 1)
    {
        if (count > 0) _dropped.Add(count, new KeyValuePair<string, object?>("reason", reason));
    }

    public void Dispose() => _meter.Dispose();
}
