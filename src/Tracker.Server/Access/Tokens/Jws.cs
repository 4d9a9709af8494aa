using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracker.Server.Access.Tokens;

/// <summary>
/// JSON Web Signature in its compact form, with HMAC SHA-256 and nothing else (RFC 7515, RFC 7518 section 3.2): a token
/// that names another algorithm, or <c>none</c>, is not looked at further.
/// </summary>
public static class Jws
{
    /// <summary>The most characters a token may have.</summary>
    public const int MaxLength = 4096;

    private const string Header = """{"alg":"HS256","typ":"JWT"}""";

    private static readonly string EncodedHeader = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Header));

    /// <summary>Whether it has the three parts of a signed token.</summary>
    public static bool Looks(ReadOnlySpan<char> text) => text.Length is > 2 and <= MaxLength && text.Count('.') == 2;

    public static string Sign(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key)
    {
        var input = $"{EncodedHeader}.{Base64Url.EncodeToString(payload)}";
        return $"{input}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>The payload of a token that was signed with this key; null for any other text.</summary>
    public static byte[]? Verify(string token, ReadOnlySpan<byte> key)
    {
        if (!Looks(token)) return null;
        var (first, last) = (token.IndexOf('.'), token.LastIndexOf('.'));
        if (Decode(token.AsSpan(0, first)) is not { } header || !IsHs256(header)) return null;
        if (Decode(token.AsSpan(last + 1)) is not { } signature) return null;
        var expected = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(token, 0, last));
        return CryptographicOperations.FixedTimeEquals(expected, signature) ? Decode(token.AsSpan(first + 1, last - first - 1)) : null;
    }

    private static bool IsHs256(byte[] header)
    {
        try
        {
            using var json = JsonDocument.Parse(header, new() { MaxDepth = 4 });
            // "crit" names extensions that a reader must understand; there are none that this one does.
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("alg", out var alg) && alg.ValueEquals("HS256"u8)
                && !json.RootElement.TryGetProperty("crit", out _);
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // "alg" is no text.
            return false;
        }
    }

    private static byte[]? Decode(ReadOnlySpan<char> part)
    {
        if (part.ContainsAny('=', ' ', '\n') || !Base64Url.IsValid(part)) return null;
        return Base64Url.DecodeFromChars(part);
    }
}
