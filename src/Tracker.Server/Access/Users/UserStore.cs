using System.Data.Common;
using Tracker.Protocol.Api;
using Tracker.Storage;

namespace Tracker.Server.Access.Users;

/// <summary>All the SQL of people.</summary>
public static class UserStore
{
    private const string Columns = "id, uuid, name, scope, stamp, created_at, disabled_at, signed_in_at";

    private const string Insert =
        $"""
        INSERT INTO user_account(uuid, name, folded, password_hash, scope, stamp, created_at) VALUES($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT(folded) DO NOTHING RETURNING {Columns}
        """;

    /// <summary>Null when the name is taken.</summary>
    public static ValueTask<User?> InsertAsync(IWrite write, Guid id, string name, string passwordHash, Scope scope, DateTimeOffset at) =>
        write.FirstAsync<User?>(Insert, Read, id, name.Trim(), User.Fold(name), passwordHash, (int)scope, Guid.NewGuid(), at);

    public static ValueTask<bool> AnyAsync(IWrite write) => write.FirstAsync("SELECT 1 FROM user_account LIMIT 1", _ => true);

    public static Task<bool> AnyAsync(IDatabase database, CancellationToken ct) =>
        database.FirstAsync("SELECT 1 FROM user_account LIMIT 1", _ => true, ct);

    public static ValueTask<User?> FindAsync(IWrite write, Guid id) =>
        write.FirstAsync<User?>($"SELECT {Columns} FROM user_account WHERE uuid = $1", Read, id);

    public static Task<User?> FindAsync(IDatabase database, Guid id, CancellationToken ct) =>
        database.FirstAsync<User?>($"SELECT {Columns} FROM user_account WHERE uuid = $1", Read, ct, id);

    /// <summary>The person of this name and the hash of the password.</summary>
    public static async Task<(User User, string Hash)?> ByNameAsync(IDatabase database, string name, CancellationToken ct) =>
        await database.FirstAsync<(User, string)?>(
            $"SELECT {Columns}, password_hash FROM user_account WHERE folded = $1", r => (Read(r), r.GetString(8)), ct, User.Fold(name));

    public static Task<List<User>> ListAsync(IDatabase database, int limit, int offset, CancellationToken ct) =>
        database.QueryAsync($"SELECT {Columns} FROM user_account ORDER BY folded LIMIT $1 OFFSET $2", Read, ct, limit, offset);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM user_account", r => r.GetInt64(0));

    public static Task<long> CountAsync(IDatabase database, CancellationToken ct) =>
        database.FirstAsync("SELECT count(*) FROM user_account", r => r.GetInt64(0), ct);

    /// <summary>Whether somebody other than this person may administer.</summary>
    public static ValueTask<bool> OtherAdminAsync(IWrite write, long key) => write.FirstAsync(
        "SELECT 1 FROM user_account WHERE scope = $1 AND disabled_at IS NULL AND id <> $2 LIMIT 1", _ => true, (int)Scope.Admin, key);

    /// <summary>A new stamp comes with it: what was opened with the old password ends.</summary>
    public static async ValueTask SetPasswordAsync(IWrite write, long key, string hash) =>
        await write.ExecuteAsync("UPDATE user_account SET password_hash = $2, stamp = $3 WHERE id = $1", key, hash, Guid.NewGuid());

    public static async ValueTask RehashAsync(IWrite write, long key, string hash) =>
        await write.ExecuteAsync("UPDATE user_account SET password_hash = $2 WHERE id = $1", key, hash);

    public static async ValueTask SetScopeAsync(IWrite write, long key, Scope scope) =>
        await write.ExecuteAsync("UPDATE user_account SET scope = $2 WHERE id = $1", key, (int)scope);

    public static async ValueTask SetDisabledAsync(IWrite write, long key, DateTimeOffset? at) =>
        await write.ExecuteAsync("UPDATE user_account SET disabled_at = $2, stamp = $3 WHERE id = $1", key, at, Guid.NewGuid());

    public static async ValueTask SignedInAsync(IWrite write, long key, DateTimeOffset at) =>
        await write.ExecuteAsync("UPDATE user_account SET signed_in_at = $2 WHERE id = $1", key, at);

    public static async ValueTask DeleteAsync(IWrite write, long key) =>
        await write.ExecuteAsync("DELETE FROM user_account WHERE id = $1", key);

    private static User Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), (Scope)r.GetInt32(3), r.GetUuid(4), r.GetInstant(5), r.GetInstantOrNull(6), r.GetInstantOrNull(7));
}
