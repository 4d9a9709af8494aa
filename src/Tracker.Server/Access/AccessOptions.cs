using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tracker.Protocol.Api;
using Tracker.Server.Operations;

namespace Tracker.Server.Access;

/// <summary>Who is let in by configuration alone.</summary>
public sealed record AccessOptions
{
    private static readonly Setting<string?> ApiKeySetting = Setting.Text(
        "API_KEY", "one API key, with write scope", "a text of 8 to 500 characters", t => t.Length is >= 8 and <= 500, secret: true);
    private static readonly Setting<string?> AdminKeySetting = Setting.Text(
        "ADMIN_KEY", "one API key, with admin scope; another text than API_KEY", "a text of 8 to 500 characters", t => t.Length is >= 8 and <= 500, secret: true);
    private static readonly Setting<bool> OpenLoopbackSetting = Setting.Switch(
        "OPEN_LOOPBACK", "for trying it out: callers on this machine need no credentials while there is no key");
    private static readonly Setting<string> AllowAnonymousSetting = Setting.Choice(
        "TRACKER_ALLOW_ANONYMOUS", "none", ["none", "read", "write"], "what callers without credentials may do, from anywhere");
    private static readonly Setting<string?> TrustedProxiesSetting = Setting.Text(
        "TRACKER_TRUSTED_PROXIES", "proxies whose X-Forwarded-* headers are believed",
        "networks such as 10.0.0.0/8, separated by commas", t => t.Split(',').All(n => IPNetwork.TryParse(n.Trim(), out _)));
    private static readonly Setting<string?> SecretKeySetting = Setting.Text(
        "TRACKER_SECRET_KEY", "encrypts the secrets in the store; without it, the file secret.key in DATA_DIR does",
        "a text of at least 32 characters, such as the output of: openssl rand -base64 32", t => t.Length is >= 32 and <= 1000, secret: true);
    private static readonly Setting<int> RequestRateSetting = Setting.Number(
        "TRACKER_QUOTA_REQUESTS", 100_000, 1, 10_000_000, "requests a second that one principal may send");
    private static readonly Setting<int> RowQuotaSetting = Setting.Number(
        "TRACKER_QUOTA_ROWS", 100_000_000, 1, int.MaxValue, "rows a day that one principal may store");

    public static IReadOnlyList<Setting> Known { get; } =
    [
        ApiKeySetting, AdminKeySetting, OpenLoopbackSetting, AllowAnonymousSetting, TrustedProxiesSetting, SecretKeySetting, RequestRateSetting, RowQuotaSetting,
    ];

    public IReadOnlyList<ConfiguredKey> Keys { get; init; } = [];

    public bool OpenLoopback { get; init; }

    public Scope AllowAnonymous { get; init; } = Scope.Anonymous;

    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    public string? SecretKey { get; init; }

    public int RequestsPerSecond { get; init; } = 100_000;

    public int RowsPerDay { get; init; } = 100_000_000;

    public static AccessOptions From(Settings settings) => new()
    {
        Keys = KeysOf(settings.Get(ApiKeySetting), settings.Get(AdminKeySetting)),
        OpenLoopback = settings.Get(OpenLoopbackSetting),
        AllowAnonymous = settings.Get(AllowAnonymousSetting) switch { "write" => Scope.Write, "read" => Scope.Read, _ => Scope.Anonymous },
        TrustedProxies = (settings.Get(TrustedProxiesSetting) ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(n => IPNetwork.Parse(n)).ToList(),
        SecretKey = settings.Get(SecretKeySetting),
        RequestsPerSecond = settings.Get(RequestRateSetting),
        RowsPerDay = settings.Get(RowQuotaSetting),
    };

    /// <summary>Whose key this is; null when it is none of them.</summary>
    public Principal? PrincipalOf(byte[] hash)
    {
        Principal? found = null;
        foreach (var key in Keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, key.Hash)) found = key.Principal;
        }

        return found;
    }

    private static List<ConfiguredKey> KeysOf(string? api, string? admin)
    {
        if (api is not null && api == admin) throw new SettingsException(["ADMIN_KEY must be another text than API_KEY: they have different scopes."]);
        var keys = new List<ConfiguredKey>();
        if (api is not null) keys.Add(new(Hash(api), new Principal("key:api_key", "API_KEY", Scope.Write)));
        if (admin is not null) keys.Add(new(Hash(admin), new Principal("key:admin_key", "ADMIN_KEY", Scope.Admin)));
        return keys;
    }

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>A key of the configuration.</summary>
/// <param name="Hash">SHA-256 of it; the key itself is not kept.</param>
/// <param name="Principal">Whoever shows it.</param>
public sealed record ConfiguredKey(byte[] Hash, Principal Principal);
