namespace Tracker.Server.Operations.Outbound;

/// <summary>What the server's own calls carry.</summary>
public static class OutboundHeaders
{
    /// <summary>A notification's id: the same at every attempt. A call that comes back with it was caused by a notification.</summary>
    public const string Delivery = "Tracker-Delivery";
}
