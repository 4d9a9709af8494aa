using System.Diagnostics.Metrics;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>How many attempts were made, and how they went.</summary>
internal sealed class DeliveryMetrics : IDisposable
{
    private readonly Meter _meter = new("Tracker.Notifications");
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _dropped;
    private long _waiting;

    public DeliveryMetrics()
    {
        _attempts = _meter.CreateCounter<long>("tracker_notification_attempts_total", null, "Attempts to deliver a notification.");
        _dropped = _meter.CreateCounter<long>("tracker_notification_dropped_total", null, "Notifications that were not written, because too many waited already.");
        _meter.CreateObservableGauge("tracker_notifications_waiting", () => Volatile.Read(ref _waiting), null, "Notifications that are not delivered yet, on all replicas together.");
    }

    public void Attempted(string kind, string outcome) => _attempts.Add(1, new("kind", kind), new("outcome", outcome));

    public void Dropped(string kind) => _dropped.Add(1, new KeyValuePair<string, object?>("kind", kind));

    public void Set(long waiting) => Volatile.Write(ref _waiting, waiting);

    public void Dispose() => _meter.Dispose();
}
