using System.Net.Http.Headers;

namespace Tracker.Server.Releases.Registries;

/// <summary>What registries let in, until it expires; and how they asked for it, which spares the request that is refused.</summary>
internal sealed class RegistryTokens(TimeProvider clock)
{
    private const int MaxKept = 2000;
    private const int MaxChallenges = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Key, (AuthenticationHeaderValue Value, DateTimeOffset Until)> _kept = [];
    private readonly Dictionary<Key, Challenge> _challenges = [];

    /// <summary>For whom, where and for what: one caller's token is not another's.</summary>
    public sealed record Key(string Authority, string Repository, string What, RegistryCredentials? Credentials);

    public AuthenticationHeaderValue? Get(Key key)
    {
        lock (_gate)
        {
            return _kept.TryGetValue(key, out var kept) && kept.Until > clock.GetUtcNow() ? kept.Value : null;
        }
    }

    /// <summary>What the registry wanted the last time.</summary>
    public Challenge? ChallengeOf(Key key)
    {
        lock (_gate) return _challenges.GetValueOrDefault(key);
    }

    public void Remember(Key key, Challenge challenge)
    {
        lock (_gate)
        {
            if (_challenges.Count >= MaxChallenges) _challenges.Clear();
            _challenges[key] = challenge;
        }
    }

    public void Keep(Key key, AuthenticationHeaderValue value, TimeSpan lasts)
    {
        lock (_gate)
        {
            var now = clock.GetUtcNow();
            if (_kept.Count >= MaxKept) foreach (var old in _kept.Where(k => k.Value.Until <= now).Select(k => k.Key).ToList()) _kept.Remove(old);
            if (_kept.Count >= MaxKept) _kept.Remove(_kept.MinBy(k => k.Value.Until).Key);
            _kept[key] = (value, now + lasts);
        }
    }

    public void Forget(Key key)
    {
        lock (_gate)
        {
            _kept.Remove(key);
            _challenges.Remove(key);
        }
    }
}
