using System.Diagnostics.Metrics;

namespace Tracker.Storage;

/// <summary>The instruments of one open store, under the meter "Tracker.Storage".</summary>
internal sealed class StorageMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Storage");
    private readonly Histogram<double> _write;
    private readonly Histogram<int> _batch;
    private readonly Counter<long> _commits;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _overBudget;
    private readonly Histogram<double> _checkpoint;

    public StorageMetrics(Func<int> queueDepth, Func<long> walBytes)
    {
        _write = _meter.CreateHistogram<double>("tracker.storage.write.duration", "s", "From the call until durable, waiting included.");
        _batch = _meter.CreateHistogram<int>("tracker.storage.batch.size", "{write}", "Writes that shared one commit.");
        _commits = _meter.CreateCounter<long>("tracker.storage.commits", "{commit}");
        _failures = _meter.CreateCounter<long>("tracker.storage.write.failures", "{write}", "Writes that failed, by kind.");
        _retries = _meter.CreateCounter<long>("tracker.storage.write.retries", "{attempt}", "Attempts run again after a conflict, by kind.");
        _overBudget = _meter.CreateCounter<long>("tracker.storage.write.over_budget", "{write}", "Writes whose work took longer than its budget.");
        _checkpoint = _meter.CreateHistogram<double>("tracker.storage.checkpoint.duration", "s", "Folding the write-ahead log into the database.");
        _meter.CreateObservableGauge("tracker.storage.queue.depth", queueDepth, "{write}", "Writes waiting for their turn.");
        _meter.CreateObservableGauge("tracker.storage.wal.size", walBytes, "By", "The write-ahead log's file.");
    }

    public void Written(TimeSpan duration) => _write.Record(duration.TotalSeconds);

    public void Committed(int writes)
    {
        _commits.Add(1);
        _batch.Record(writes);
    }

    public void Failed(string kind) => _failures.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Retried(string kind) => _retries.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void OverBudget() => _overBudget.Add(1);

    public void Checkpointed(TimeSpan duration, string mode) =>
        _checkpoint.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("mode", mode));

    public void Dispose() => _meter.Dispose();
}
