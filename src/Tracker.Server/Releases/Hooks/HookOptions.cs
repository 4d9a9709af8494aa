using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Hooks;

/// <summary>Who may tell of pushes: whoever knows one of these secrets. Several, so that each host has its own and one can be replaced.</summary>
public sealed record HookOptions
{
    private const int Shortest = 16;
    private const int Longest = 200;
    private const int Most = 20;

    private static readonly Setting<string?> SecretsSetting = Setting.Text(
        "TRACKER_HOOK_SECRETS", "secrets of the webhooks of git hosts and registries; without one such calls are refused",
        "up to 20 texts of 16 to 200 characters, separated by commas", AreSecrets, secret: true);

    private readonly IReadOnlyList<byte[]> _secrets;

    public HookOptions(params IEnumerable<string> secrets) => _secrets = [.. secrets.Select(Encoding.UTF8.GetBytes)];

    public static IReadOnlyList<Setting> Known { get; } = [SecretsSetting];

    public bool IsOn => _secrets.Count > 0;

    public static HookOptions From(Settings settings) => new(Split(settings.Get(SecretsSetting) ?? ""));

    /// <summary>Whether a body is signed as GitHub signs: <c>sha256=</c> and the HMAC in hexadecimal digits.</summary>
    public bool Signed(ReadOnlySpan<byte> body, string signature)
    {
        const string Scheme = "sha256=";
        var given = new byte[HMACSHA256.HashSizeInBytes];
        if (!signature.StartsWith(Scheme, StringComparison.Ordinal)
            || Convert.FromHexString(signature.AsSpan(Scheme.Length), given, out _, out var written) != System.Buffers.OperationStatus.Done
            || written != given.Length)
        {
            return false;
        }

        var isSigned = false;
        foreach (var secret in _secrets) isSigned |= CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(secret, body), given);
        return isSigned;
    }

    /// <summary>Whether a text is one of the secrets; how long that takes tells nothing of them.</summary>
    public bool Knows(string text)
    {
        var (shown, isKnown) = (SHA256.HashData(Encoding.UTF8.GetBytes(text)), false);
        foreach (var secret in _secrets) isKnown |= CryptographicOperations.FixedTimeEquals(SHA256.HashData(secret), shown);
        return isKnown;
    }

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool AreSecrets(string text) => Split(text) is { Length: > 0 and <= Most } secrets && secrets.All(s => s.Length is >= Shortest and <= Longest);
}
