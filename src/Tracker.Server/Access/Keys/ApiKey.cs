using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tracker.Protocol.Api;

namespace Tracker.Server.Access.Keys;

/// <summary>A machine's credential. Its text is shown once, when it is made; the store has its hash.</summary>
public sealed record ApiKey(
    long Key, Guid Id, string Name, Scope Scope, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? UsedAt)
{
    public const int MaxName = 100;

    /// <summary>What every key begins with, so that one that was leaked is recognised by those who look for such things.</summary>
    public const string Prefix = "trk_";

    public Principal AsPrincipal() => new($"key:{Id}", Name, Scope);

    /// <summary>256 random bits: nobody guesses one, so a plain hash keeps it.</summary>
    public static string NewText() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
