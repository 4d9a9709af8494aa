using System.Diagnostics.Metrics;
using Tracker.Rpc;

namespace Tracker.Tests.Rpc;

/// <summary>Adds up what one instrument of the RPC layer measures in this process, from now on.</summary>
internal sealed class MeterProbe : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _adding = new();
    private readonly List<(double Value, string Tags)> _measured = [];

    public MeterProbe(string instrument)
    {
        _listener.InstrumentPublished = (published, listener) =>
        {
            if (published.Meter.Name == RpcMetrics.MeterName && published.Name == instrument)
                listener.EnableMeasurementEvents(published);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => Add(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Add(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, _) => Add(value, tags));
        _listener.Start();
    }

    public IReadOnlyList<(double Value, string Tags)> Measured
    {
        get
        {
            lock (_adding)
                return [.. _measured];
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = string.Join(' ', tags.ToArray().Select(t => $"{t.Key}={t.Value}"));
        lock (_adding)
            _measured.Add((value, text));
    }
}
