using System.Globalization;
using Tracker.Server.Notifications.Channels;

namespace Tracker.Server.Notifications.Pages;

/// <summary>The form of a channel, as it is posted.</summary>
public sealed class ChannelFields
{
    public string? Name { get; set; }

    public string? Kind { get; set; }

    public string? Url { get; set; }

    public string? Secret { get; set; }

    public string? Channel { get; set; }

    public string? Host { get; set; }

    public string? Username { get; set; }

    public string? From { get; set; }

    public string? To { get; set; }

    public ChannelConfig ToConfig() => Kind switch
    {
        "webhook" => new() { Url = Given(Url), Secret = Given(Secret) },
        "slack" => new() { Url = Given(Url), Token = Given(Secret), Channel = Given(Channel) },
        "email" => Mail(),
        _ => new(),
    };

    /// <summary>What may be shown of a stored configuration.</summary>
    public static ChannelFields Of(ChannelConfig config) => new()
    {
        Channel = config.Channel,
        Host = config.Port is { } port ? $"{config.Host}:{port.ToString(CultureInfo.InvariantCulture)}" : config.Host,
        Username = config.Username,
        From = config.From,
        To = string.Join(", ", config.To ?? []),
    };

    /// <summary>The same as a change: what was shown and is empty now goes away, what is never shown stays.</summary>
    public ChannelConfig ToChange() => Kind switch
    {
        // Another way to Slack takes the place of the old one.
        "slack" when Given(Url) is not null => ToConfig() with { Channel = null },
        "email" when Given(Username) is null => ToConfig() with { Username = "", Password = "" },
        _ => ToConfig(),
    };

    /// <summary>The field that a refusal is about, by the name it begins with.</summary>
    public static string FieldOf(string message) => message.Split(' ', ':')[0].TrimEnd(',') switch
    {
        "config.url" or "config" => "Input.Url",
        "config.secret" or "config.token" or "config.password" => "Input.Secret",
        "config.channel" => "Input.Channel",
        "config.host" or "config.port" => "Input.Host",
        "config.username" => "Input.Username",
        "config.from" => "Input.From",
        "config.to" => "Input.To",
        "kind" => "Input.Kind",
        _ => "Input.Name",
    };

    private ChannelConfig Mail()
    {
        var colon = Host?.LastIndexOf(':') ?? -1;
        // What stands behind the colon and is no number is refused as a port.
        int? port = colon < 0 ? null : int.TryParse(Host![(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        return new()
        {
            Host = Given(colon < 0 ? Host : Host![..colon]),
            Port = port,
            Username = Given(Username),
            Password = Given(Secret),
            From = Given(From),
            To = (To ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
