using System.Diagnostics.Metrics;
using Tracker.Protocol.Locks;

namespace Tracker.Server.Locks;

/// <summary>How many locks are held, waited for, taken and lost, and how long callers waited.</summary>
public sealed class LockMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Locks");
    private readonly Counter<long> _taken;
    private readonly Counter<long> _lost;
    private readonly Histogram<double> _wait;
    private long _held;
    private long _waiting;

    public LockMetrics()
    {
        _taken = _meter.CreateCounter<long>("tracker_lock_taken_total", null, "Locks that were taken.");
        _lost = _meter.CreateCounter<long>("tracker_lock_lost_total", null, "Locks that their holders did not give back: forced or expired.");
        _wait = _meter.CreateHistogram<double>("tracker_lock_wait_seconds", "s", "How long callers waited for a lock that they got.");
        _meter.CreateObservableGauge("tracker_locks_held", () => Volatile.Read(ref _held), null, "Locks that are held, on all replicas together.");
        _meter.CreateObservableGauge("tracker_locks_waiting", () => Volatile.Read(ref _waiting), null, "Callers that wait for a lock, on all replicas together.");
    }

    public void Taken() => _taken.Add(1);

    public void Lost(LockLoss loss) => _lost.Add(1, new KeyValuePair<string, object?>("loss", loss == LockLoss.Forced ? "forced" : "expired"));

    public void Waited(TimeSpan time) => _wait.Record(time.TotalSeconds);

    public void Set(long held, long waiting) => (_held, _waiting) = (held, waiting);

    public void Dispose() => _meter.Dispose();
}
