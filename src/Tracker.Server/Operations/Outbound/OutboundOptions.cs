using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tracker.Server.Operations.Outbound;

public sealed record OutboundOptions
{
    private static readonly Setting<string?> AllowSetting = Setting.Text(
        "TRACKER_OUTBOUND_ALLOW", "networks that may be called though they are private: webhooks, mail servers, registries at home",
        "networks such as 10.0.0.0/8 or fd00::/8, separated by commas", t => t.Split(',').All(n => IPNetwork.TryParse(n.Trim(), out _)));

    private static readonly Setting<string?> AuthoritiesSetting = Setting.Text(
        "TRACKER_OUTBOUND_CA", "authorities that are believed beside the system's, for servers of one's own",
        "a readable PEM file with one or more certificates", f => Certificates(f).Count > 0);

    public static IReadOnlyList<Setting> Known { get; } = [AllowSetting, AuthoritiesSetting];

    public IReadOnlyList<IPNetwork> Allow { get; init; } = [];

    public X509Certificate2Collection Authorities { get; init; } = [];

    public static OutboundOptions From(Settings settings) => new()
    {
        Allow = [.. (settings.Get(AllowSetting) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => IPNetwork.Parse(n))],
        Authorities = settings.Get(AuthoritiesSetting) is { } file ? Certificates(file) : [],
    };

    private static X509Certificate2Collection Certificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Told by the setting: what it names is not such a file.
            certificates.Clear();
        }

        return certificates;
    }
}
