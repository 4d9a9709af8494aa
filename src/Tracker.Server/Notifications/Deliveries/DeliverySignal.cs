using Tracker.Server.Operations.Changes;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>Wakes this replica's worker at once; the others look by themselves.</summary>
public sealed class DeliverySignal : Signal;
