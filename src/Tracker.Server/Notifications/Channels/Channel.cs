using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Server.Notifications.Channels;

/// <summary>Where alerts are sent.</summary>
/// <param name="Config">Addresses and secrets, sealed.</param>
/// <param name="Summary">What may be shown of them.</param>
internal sealed record Channel(
    long Key, Guid Id, string Name, string Kind, byte[] Config, string Summary, bool IsEnabled, string CreatedBy, DateTimeOffset CreatedAt);

/// <summary>How a channel is reached; which of the fields count depends on its kind.</summary>
public sealed record ChannelConfig
{
    /// <summary>webhook: where to post. slack: an incoming webhook.</summary>
    public string? Url { get; init; }

    /// <summary>webhook: what deliveries are signed with.</summary>
    public string? Secret { get; init; }

    /// <summary>slack: a bot's token.</summary>
    public string? Token { get; init; }

    /// <summary>slack: where the bot posts.</summary>
    public string? Channel { get; init; }

    /// <summary>slack: the API's address, where it is not Slack's own.</summary>
    [JsonPropertyName("api_url")]
    public string? ApiUrl { get; init; }

    /// <summary>email: the mail server.</summary>
    public string? Host { get; init; }

    public int? Port { get; init; }

    /// <summary>email: STARTTLS; true unless said otherwise.</summary>
    public bool? Tls { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }

    public string? From { get; init; }

    public IReadOnlyList<string>? To { get; init; }

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    internal static ChannelConfig Read(byte[] json) => JsonSerializer.Deserialize<ChannelConfig>(json)!;
}
