using System.Text;

namespace Tracker.Server.Access;

/// <summary>The key that signs tokens: JWT_SECRET, or one that was made once and is kept for every replica.</summary>
public sealed class JwtKey(AccessOptions options, ServerSecrets secrets)
{
    private const string Name = "jwt key";

    private volatile byte[]? _key = options.JwtSecret is { } text ? Encoding.UTF8.GetBytes(text) : null;

    public async ValueTask<byte[]> GetAsync(CancellationToken ct) => _key ??= await secrets.GetOrMakeAsync(Name, 32, ct);
}
