using System.Diagnostics.Metrics;

namespace Tracker.Server.Runs;

/// <summary>How many runs begin and end, and how many samples they bring.</summary>
public sealed class RunMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Runs");
    private readonly Counter<long> _begun;
    private readonly Counter<long> _ended;
    private readonly Counter<long> _samples;
    private long _active;

    public RunMetrics()
    {
        _begun = _meter.CreateCounter<long>("tracker_run_begun_total", null, "Runs that began.");
        _ended = _meter.CreateCounter<long>("tracker_run_ended_total", null, "Runs that ended: stopped by their wrapper, or lost.");
        _samples = _meter.CreateCounter<long>("tracker_run_samples_total", null, "Samples of runs that were stored.");
        _meter.CreateObservableGauge("tracker_runs_active", () => Volatile.Read(ref _active), null, "Runs that have not ended, on all replicas together.");
    }

    public void Begun() => _begun.Add(1);

    public void Stopped() => _ended.Add(1, new KeyValuePair<string, object?>("end", "stopped"));

    public void Lost() => _ended.Add(1, new KeyValuePair<string, object?>("end", "lost"));

    public void Measured(int samples) => _samples.Add(samples);

    public void Set(long active) => Volatile.Write(ref _active, active);

    public void Dispose() => _meter.Dispose();
}
