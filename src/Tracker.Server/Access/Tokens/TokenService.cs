using Tracker.Protocol.Api;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access.Tokens;

/// <summary>A token that was just made; its text is shown this once.</summary>
public sealed record IssuedToken(string Text, AccessToken Token);

/// <summary>Tokens with which programs act as a person.</summary>
public sealed class TokenService(IDatabase database, JwtKey key, Credentials credentials, AccessOptions options, TimeProvider clock)
{
    public const int MaxName = 100;

    public const int MaxDays = 3650;

    private const int MostPerUser = 1_000;

    private const int ForgottenAtOnce = 1_000;

    /// <param name="user">Whose it is.</param>
    /// <param name="name">What it is for.</param>
    /// <param name="days">How long it is valid; null means as the server is set.</param>
    /// <param name="scope">What it may do at most; null means what its owner may.</param>
    public async Task<Outcome<IssuedToken>> IssueAsync(User user, string name, int? days, Scope? scope, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("name is required: what the token is for.");
        if (name.Length > MaxName) return Failure.Invalid($"name may have at most {MaxName} characters.");
        if (days is < 1 or > MaxDays) return Failure.Invalid($"days must be a whole number from 1 to {MaxDays}.");
        if (scope is not (null or Scope.Read or Scope.Write or Scope.Admin)) return Failure.Invalid("scope must be read, write or admin.");
        // Whole seconds: that is what a token can say.
        var now = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds());
        var token = new AccessToken(Guid.CreateVersion7(now), user.Key, name.Trim(), scope ?? user.Scope, now, now.AddDays(days ?? options.TokenDays), null);
        var signing = await key.GetAsync(ct);
        var text = Jws.Sign(new TokenClaims(user.Id, token.Id, token.CreatedAt, token.ExpiresAt).ToJson(), signing);
        await database.WriteAsync(
            async write =>
            {
                await TokenStore.InsertAsync(write, token, MostPerUser);
                await TokenStore.ForgetAsync(write, now, ForgottenAtOnce);
                await AuditLog.AppendAsync(write, new(now, user.Name, caller.Address, "token.issue", user.Name, token.Name));
                return true;
            },
            ct);
        return new IssuedToken(text, token);
    }

    public Task<List<AccessToken>> ListAsync(User user, int limit, int offset, CancellationToken ct) => TokenStore.ListAsync(database, user.Key, limit, offset, ct);

    public Task<Outcome<AccessToken>> RevokeAsync(User user, Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<AccessToken>(
        async write =>
        {
            if (await TokenStore.DeleteAsync(write, user.Key, id) is not { } token) return Failure.NotFound($"You have no token {id}.");
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), user.Name, caller.Address, "token.revoke", user.Name, token.Name));
            await write.ChangedAsync(Credentials.Topic, "tokens");
            write.OnCommitted(credentials.Forget);
            return token;
        },
        ct);
}
