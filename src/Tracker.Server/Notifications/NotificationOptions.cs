using Tracker.Server.Operations;

namespace Tracker.Server.Notifications;

public sealed record NotificationOptions
{
    private static readonly Setting<string?> SlackTokenSetting = Setting.Text(
        "SLACK_TOKEN", "the token of Slack channels that have none of their own", "a text of 8 to 500 characters", t => t.Length is >= 8 and <= 500, secret: true);
    private static readonly Setting<string?> SlackChannelSetting = Setting.Text(
        "SLACK_CHANNEL", "the Slack channel that gets the report on tasks, with SLACK_TOKEN", "a channel's name or id of at most 100 characters", t => t.Length <= 100);
    private static readonly Setting<string?> SlackApiSetting = Setting.Text(
        "SLACK_API_URL", "the API that SLACK_CHANNEL is on, where it is not Slack's own", "an http or https address", IsWebAddress);
    private static readonly Setting<string?> PublicUrlSetting = Setting.Text(
        "TRACKER_PUBLIC_URL", "where people reach this server; links in notifications begin with it", "an http or https address", IsWebAddress);
    private static readonly Setting<int> TimeoutSetting = Setting.Number(
        "TRACKER_NOTIFY_TIMEOUT", 10, 1, 60, "seconds that one attempt to deliver a notification may take");
    private static readonly Setting<int> WaitingSetting = Setting.Number(
        "TRACKER_NOTIFY_WAITING", 10_000, 10, 1_000_000, "notifications that may wait for one channel, and ten times as many in all; further ones are dropped and counted");

    public static IReadOnlyList<Setting> Known { get; } = [SlackTokenSetting, SlackChannelSetting, SlackApiSetting, PublicUrlSetting, TimeoutSetting, WaitingSetting];

    public string? SlackToken { get; init; }

    /// <summary>Where the report on tasks goes without a channel of anybody's making.</summary>
    public string? SlackChannel { get; init; }

    public string? SlackApiUrl { get; init; }

    public Uri? PublicUrl { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MostWaiting { get; init; } = 10_000;

    public static NotificationOptions From(Settings settings)
    {
        if (settings.IsSet(SlackChannelSetting) && !settings.IsSet(SlackTokenSetting)) throw new SettingsException(["SLACK_CHANNEL: it needs SLACK_TOKEN, the token of the bot that posts there."]);
        return new()
        {
            SlackToken = settings.Get(SlackTokenSetting),
            SlackChannel = settings.Get(SlackChannelSetting),
            SlackApiUrl = settings.Get(SlackApiSetting),
            PublicUrl = settings.Get(PublicUrlSetting) is { } url ? new Uri(url.TrimEnd('/') + "/") : null,
            Timeout = TimeSpan.FromSeconds(settings.Get(TimeoutSetting)),
            MostWaiting = settings.Get(WaitingSetting),
        };
    }

    /// <summary>A path of this server as a person elsewhere may follow it; null when nobody said where the server is.</summary>
    public string? LinkTo(string path) => PublicUrl is { } root ? new Uri(root, path.TrimStart('/')).ToString() : null;

    private static bool IsWebAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}
