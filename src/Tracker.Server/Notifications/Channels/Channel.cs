namespace Tracker.Server.Notifications.Channels;

/// <summary>Where alerts are sent.</summary>
/// <param name="Config">Addresses and secrets, sealed.</param>
/// <param name="Summary">What may be shown of them.</param>
/// <param name="Dropped">Alerts that it did not get, because too much waited already.</param>
internal sealed record Channel(
    long Key, Guid Id, string Name, string Kind, byte[] Config, string Summary, bool IsEnabled, string CreatedBy, DateTimeOffset CreatedAt, long Dropped, DateTimeOffset? DroppedAt);
