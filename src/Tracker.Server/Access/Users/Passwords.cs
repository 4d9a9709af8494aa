using Microsoft.AspNetCore.Identity;

namespace Tracker.Server.Access.Users;

/// <summary>Hashes passwords as the framework does (PBKDF2), at most two at a time: hashing is made to cost processor time.</summary>
public sealed class Passwords : IDisposable
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> _hasher = new();
    private readonly SemaphoreSlim _slots = new(2);

    // What a password is held against when there is no such user, so that the answer takes as long.
    private readonly Lazy<string> _none;

    public Passwords() => _none = new(() => _hasher.HashPassword(Nobody, Guid.NewGuid().ToString()));

    public Task<string> HashAsync(string password, CancellationToken ct) => InTurnAsync(() => _hasher.HashPassword(Nobody, password), ct);

    /// <param name="hash">The stored hash; null when there is no such user.</param>
    public Task<(bool Right, bool HashIsOld)> VerifyAsync(string? hash, string password, CancellationToken ct) => InTurnAsync(
        () =>
        {
            var result = _hasher.VerifyHashedPassword(Nobody, hash ?? _none.Value, password);
            return (hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
        },
        ct);

    public void Dispose() => _slots.Dispose();

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken ct)
    {
        await _slots.WaitAsync(ct);
        try
        {
            return await Task.Run(work, ct);
        }
        finally
        {
            _slots.Release();
        }
    }
}
