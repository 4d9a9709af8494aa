using System.Text.Json;

namespace Tracker.Server.Access.Tokens;

/// <summary>What a token says (RFC 7519): whose it is, which one it is, and how long it is valid.</summary>
public sealed record TokenClaims(Guid Subject, Guid Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt)
{
    private const string Issuer = "tracker";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["iss"] = Issuer,
        ["sub"] = Subject,
        ["jti"] = Id,
        ["iat"] = IssuedAt.ToUnixTimeSeconds(),
        ["exp"] = ExpiresAt.ToUnixTimeSeconds(),
    });

    /// <summary>Null when something is missing or not of its kind: such a token was not made here.</summary>
    public static TokenClaims? Parse(byte[] json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new() { MaxDepth = 4 });
            var root = document.RootElement;
            return root.ValueKind == JsonValueKind.Object
                && root.TryGetProperty("iss", out var issuer) && issuer.ValueKind == JsonValueKind.String && issuer.ValueEquals(Issuer)
                && root.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String && subject.TryGetGuid(out var user)
                && root.TryGetProperty("jti", out var id) && id.ValueKind == JsonValueKind.String && id.TryGetGuid(out var token)
                && Time(root, "iat") is { } issued && Time(root, "exp") is { } expires
                    ? new(user, token, issued, expires)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static DateTimeOffset? Time(JsonElement root, string name) =>
        root.TryGetProperty(name, out var at) && at.ValueKind == JsonValueKind.Number && at.TryGetInt64(out var seconds) && seconds is >= 0 and <= 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
