using Tracker.Server.Operations;

namespace Tracker.Server.Notifications.Channels;

/// <summary>An alert on its way.</summary>
/// <param name="DeliveryId">The same at every attempt.</param>
internal sealed record Notification(Guid DeliveryId, Alert Alert);

/// <summary>How an attempt went, in the receiver's words.</summary>
/// <param name="RetryAfter">When the receiver wants the next attempt.</param>
internal sealed record SendResult(bool IsDelivered, string Detail, TimeSpan? RetryAfter = null);

/// <summary>A kind of channel.</summary>
internal interface ISender
{
    string Kind { get; }

    /// <summary>What may be shown of the configuration, or what is wrong with it.</summary>
    Outcome<string> Check(ChannelConfig config);

    /// <summary>One attempt. Whatever it throws is a failed attempt too.</summary>
    Task<SendResult> SendAsync(ChannelConfig config, Notification notification, CancellationToken ct);
}
