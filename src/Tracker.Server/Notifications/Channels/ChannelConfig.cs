using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Operations;

namespace Tracker.Server.Notifications.Channels;

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

    /// <summary>The old configuration with what is given here; an empty text takes something away. Secrets stay, unless they would go elsewhere.</summary>
    internal Outcome<ChannelConfig> Over(ChannelConfig old)
    {
        if (!string.IsNullOrEmpty(Host) && old.Host is not null && Host != old.Host && old.Password is not null && Password is null)
            return Failure.Invalid("config.password is required with another config.host: the old one is not sent to a server that it was not given for.");
        if (ApiUrl is not null && ApiUrl != old.ApiUrl && old.Token is not null && Token is null)
            return Failure.Invalid("config.token is required with another config.api_url: the old one is not sent to a server that it was not given for.");
        // Slack is reached in one way or the other.
        if (!string.IsNullOrEmpty(Url)) old = old with { Token = null, Channel = null, ApiUrl = null };
        else if ((Token ?? Channel ?? ApiUrl) is { Length: > 0 }) old = old with { Url = null };
        return new ChannelConfig
        {
            Url = Merged(Url, old.Url),
            Secret = Merged(Secret, old.Secret),
            Token = Merged(Token, old.Token),
            Channel = Merged(Channel, old.Channel),
            ApiUrl = Merged(ApiUrl, old.ApiUrl),
            Host = Merged(Host, old.Host),
            Port = Port ?? old.Port,
            Tls = Tls ?? old.Tls,
            Username = Merged(Username, old.Username),
            Password = Merged(Password, old.Password),
            From = Merged(From, old.From),
            To = To ?? old.To,
        };
    }

    private static string? Merged(string? given, string? old) => given is null ? old : given.Length == 0 ? null : given;

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    internal static ChannelConfig Read(byte[] json) => JsonSerializer.Deserialize<ChannelConfig>(json)!;
}
