using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Registries;

/// <summary>A content's name by what it is: <c>sha256:…</c>, seldom <c>sha512:…</c>.</summary>
internal static partial class Digest
{
    public static bool IsOne(string? text) => text is not null && Shape().IsMatch(text);

    public static string Of(ReadOnlySpan<byte> content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));

    public static bool Matches(string digest, ReadOnlySpan<byte> content) =>
        digest == (digest.StartsWith("sha512:", StringComparison.Ordinal) ? "sha512:" + Convert.ToHexStringLower(SHA512.HashData(content)) : Of(content));

    [GeneratedRegex(@"\A(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z")]
    private static partial Regex Shape();
}
