using System.Diagnostics.Metrics;
using Tracker.Protocol.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>How many events reached which status, and how long deployments and operations took.</summary>
public sealed class EventMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Events");
    private readonly Counter<long> _status;
    private readonly Histogram<double> _duration;
    private readonly ServiceLabels _services;

    public EventMetrics(ServiceLabels services)
    {
        _services = services;
        _status = _meter.CreateCounter<long>("tracker_event_status_total", null, "Events that reached a status.");
        _duration = _meter.CreateHistogram<double>("tracker_event_duration_seconds", "s", "From the start of what an event tells of to its success or failure.");
    }

    /// <param name="e">The event, just stored.</param>
    /// <param name="isResult">Whether it reached success or failure with this very write.</param>
    public void Count(Event e, bool isResult)
    {
        var service = _services.For(e.Attributes.Service);
        var (status, environment) = (EventNames.Of(e.Attributes.Status), EventNames.Of(e.Attributes.Environment));
        _status.Add(1, new("service", service), new("status", status), new("environment", environment));
        if (isResult && e.Metadata.Duration is { } duration)
        {
            _duration.Record(duration.ToTimeSpan().TotalSeconds, new("service", service), new("status", status), new("environment", environment));
        }
    }

    public void Dispose() => _meter.Dispose();
}
