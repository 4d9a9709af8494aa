using System.Net;

namespace Tracker.Server.Operations.Outbound;

public sealed record OutboundOptions
{
    private static readonly Setting<string?> AllowSetting = Setting.Text(
        "TRACKER_OUTBOUND_ALLOW", "networks that may be called though they are private: webhooks, mail servers, registries at home",
        "networks such as 10.0.0.0/8 or fd00::/8, separated by commas", t => t.Split(',').All(n => IPNetwork.TryParse(n.Trim(), out _)));

    public static IReadOnlyList<Setting> Known { get; } = [AllowSetting];

    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    public static OutboundOptions From(Settings settings) => new()
    {
        Allow = [.. (settings.Get(AllowSetting) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => IPNetwork.Parse(n))],
    };
}
