using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access.Keys;

/// <summary>A key that was just made; its text is shown this once.</summary>
public sealed record MadeKey(string Text, ApiKey Key);

/// <summary>Keys for machines, made and revoked by administrators.</summary>
public sealed class ApiKeyService(IDatabase database, Credentials credentials, TimeProvider clock)
{
    public const int Most = 10_000;

    public async Task<Outcome<MadeKey>> CreateAsync(string? name, Scope scope, DateTimeOffset? expiresAt, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("name is required: what uses the key.");
        if (name.Length > ApiKey.MaxName) return Failure.Invalid($"name may have at most {ApiKey.MaxName} characters.");
        if (name.Any(char.IsControl)) return Failure.Invalid("name may hold no control characters.");
        if (scope is not (Scope.Read or Scope.Write or Scope.Admin)) return Failure.Invalid("scope must be read, write or admin.");
        if (expiresAt <= now) return Failure.Invalid("expires_at must lie in the future.");
        var text = ApiKey.NewText();
        return await database.TryWriteAsync<MadeKey>(
            async write =>
            {
                if (await ApiKeyStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} keys, which is the most there may be.");
                var key = await ApiKeyStore.InsertAsync(write, Guid.CreateVersion7(now), name.Trim(), ApiKey.Hash(text), scope, caller.Principal.Name, now, expiresAt);
                if (key is null) return new Failure(RpcCode.AlreadyExists, $"There is a key named {name.Trim()} already.");
                await AuditLog.AppendAsync(write, new(now, caller.Principal.Name, caller.Address, "key.create", key.Name, scope.ToString().ToLowerInvariant()));
                await ChangedAsync(write);
                return new MadeKey(text, key);
            },
            ct);
    }

    public Task<Outcome<ApiKey>> RevokeAsync(Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<ApiKey>(
        async write =>
        {
            if (await ApiKeyStore.DeleteAsync(write, id) is not { } key) return Failure.NotFound($"There is no key {id}.");
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "key.revoke", key.Name, ""));
            await ChangedAsync(write);
            return key;
        },
        ct);

    public async Task<Outcome<ApiKey>> ByNameAsync(string name, CancellationToken ct) =>
        await ApiKeyStore.ByNameAsync(database, name, ct) is { } key ? key : Failure.NotFound($"There is no key named {name}.");

    public Task<List<ApiKey>> ListAsync(int limit, int offset, CancellationToken ct) => ApiKeyStore.ListAsync(database, limit, offset, ct);

    private async ValueTask ChangedAsync(IWrite write)
    {
        await write.ChangedAsync(Credentials.Topic, "keys");
        write.OnCommitted(credentials.Forget);
    }
}
