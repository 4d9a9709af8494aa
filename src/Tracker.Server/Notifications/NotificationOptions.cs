using Tracker.Server.Operations;

namespace Tracker.Server.Notifications;

public sealed record NotificationOptions
{
    private static readonly Setting<string?> SlackTokenSetting = Setting.Text(
        "SLACK_TOKEN", "the token of Slack channels that have none of their own", "a text of 8 to 500 characters", t => t.Length is >= 8 and <= 500, secret: true);
    private static readonly Setting<string?> PublicUrlSetting = Setting.Text(
        "TRACKER_PUBLIC_URL", "where people reach this server; links in notifications begin with it", "an http or https address",
        t => Uri.TryCreate(t, UriKind.Absolute, out var url) && url.Scheme is "http" or "https");
    private static readonly Setting<int> TimeoutSetting = Setting.Number(
        "TRACKER_NOTIFY_TIMEOUT", 10, 1, 60, "seconds that one attempt to deliver a notification may take");
    private static readonly Setting<int> WaitingSetting = Setting.Number(
        "TRACKER_NOTIFY_WAITING", 10_000, 10, 1_000_000, "notifications that may wait for one channel, and ten times as many in all; further ones are dropped and counted");

    public static IReadOnlyList<Setting> Known { get; } = [SlackTokenSetting, PublicUrlSetting, TimeoutSetting, WaitingSetting];

    public string? SlackToken { get; init; }

    public Uri? PublicUrl { get; init; }

    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public int MostWaiting { get; init; } = 10_000;

    public static NotificationOptions From(Settings settings) => new()
    {
        SlackToken = settings.Get(SlackTokenSetting),
        PublicUrl = settings.Get(PublicUrlSetting) is { } url ? new Uri(url.TrimEnd('/') + "/") : null,
        Timeout = TimeSpan.FromSeconds(settings.Get(TimeoutSetting)),
        MostWaiting = settings.Get(WaitingSetting),
    };

    /// <summary>A path of this server as a person elsewhere may follow it; null when nobody said where the server is.</summary>
    public string? LinkTo(string path) => PublicUrl is { } root ? new Uri(root, path.TrimStart('/')).ToString() : null;
}
