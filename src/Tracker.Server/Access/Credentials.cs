using System.Collections.Concurrent;
using Tracker.Protocol.Api;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>
/// Whose a key, token or session is. What was looked up is remembered until something about users, keys or tokens changes
/// here or on another replica, and for ten seconds at most: so long a lost hint can keep a revoked credential alive.
/// </summary>
public sealed class Credentials(IDatabase database, JwtKey jwtKey, CredentialUse use, TimeProvider clock)
{
    /// <summary>The topic of users, keys and tokens in the change feed.</summary>
    public const string Topic = "access";

    private const int MostRemembered = 10_000;

    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);

    // Of open mode, which ends when the first user or key is made elsewhere too.
    private static readonly TimeSpan NobodyRemembered = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Entry> _known = new(StringComparer.Ordinal);
    private volatile object _generation = new();
    private volatile Nobody? _nobody;

    /// <summary>Forgets what was looked up.</summary>
    public void Forget()
    {
        // First the generation: an answer that was read before this must not be put back after it.
        _generation = new();
        _known.Clear();
    }

    /// <summary>Whether there is a user or a stored key: then open mode is over.</summary>
    public async ValueTask<bool> AnyAsync(CancellationToken ct)
    {
        var (generation, at) = (_generation, clock.GetTimestamp());
        if (_nobody is { } nobody && ReferenceEquals(nobody.Generation, generation) && clock.GetElapsedTime(nobody.At) < NobodyRemembered) return false;
        if (await RememberAsync("any", async () => await UserStore.AnyAsync(database, ct) || await ApiKeyStore.AnyAsync(database, ct) ? new Found(Principal.Anonymous, null) : null) is not null) return true;
        _nobody = new(generation, at);
        return false;
    }

    /// <summary>Null when there is no such key, or it has expired.</summary>
    public async ValueTask<Principal?> ByKeyAsync(byte[] hash, CancellationToken ct)
    {
        var found = await RememberAsync("key " + Convert.ToHexString(hash), async () =>
            await ApiKeyStore.ByHashAsync(database, hash, ct) is { } key ? new Found(key.AsPrincipal(), key.ExpiresAt) { Key = key.Id } : null);
        if (Valid(found) is not { } valid) return null;
        use.OfKey(found!.Key);
        return valid;
    }

    /// <summary>Null when the token was not signed here, has expired, was revoked, or its user may not come in any more.</summary>
    public async ValueTask<Principal?> ByTokenAsync(string text, CancellationToken ct)
    {
        var key = await jwtKey.GetAsync(ct);
        if (Jws.Verify(text, key) is not { } payload || TokenClaims.Parse(payload) is not { } claims) return null;
        if (claims.ExpiresAt <= clock.GetUtcNow()) return null;
        var found = await RememberAsync($"token {claims.Id}", async () =>
            await TokenStore.FindAsync(database, claims.Id, ct) is { } token
            && await UserStore.FindAsync(database, claims.Subject, ct) is { IsEnabled: true } user && user.Key == token.UserKey
                ? new Found(user.AsPrincipal(token.Scope), token.ExpiresAt)
                : null);
        if (Valid(found) is not { } valid) return null;
        use.OfToken(claims.Id);
        return valid;
    }

    /// <summary>Whose session it is; null once the stamp is another one.</summary>
    public async ValueTask<Principal?> BySessionAsync(Guid user, Guid stamp, CancellationToken ct) =>
        Valid(await RememberAsync($"session {user} {stamp}", async () =>
            await UserStore.FindAsync(database, user, ct) is { IsEnabled: true } found && found.Stamp == stamp ? new Found(found.AsPrincipal(Scope.Admin), null) : null));

    private Principal? Valid(Found? found) => found is null || found.ExpiresAt <= clock.GetUtcNow() ? null : found.Principal;

    private async ValueTask<Found?> RememberAsync(string name, Func<Task<Found?>> look)
    {
        if (_known.TryGetValue(name, out var entry) && clock.GetElapsedTime(entry.At) < Remembered) return entry.Found;
        var (generation, at) = (_generation, clock.GetTimestamp());
        var found = await look();
        // What does not exist is not remembered: it may be made the next moment, and made-up names would fill the memory.
        if (found is null) return null;
        if (_known.Count >= MostRemembered) _known.Clear();
        if (ReferenceEquals(generation, _generation))
        {
            _known[name] = new(found, at);
            if (!ReferenceEquals(generation, _generation)) _known.TryRemove(name, out _);
        }

        return found;
    }

    private sealed record Found(Principal Principal, DateTimeOffset? ExpiresAt)
    {
        public Guid Key { get; init; }
    }

    private sealed record Nobody(object Generation, long At);

    private readonly record struct Entry(Found Found, long At);
}
