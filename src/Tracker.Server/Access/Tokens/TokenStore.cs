using System.Data.Common;
using Tracker.Protocol.Api;
using Tracker.Storage;

namespace Tracker.Server.Access.Tokens;

/// <summary>A signed token that was given out, as its owner sees it; the token itself is not kept.</summary>
public sealed record AccessToken(Guid Id, long UserKey, string Name, Scope Scope, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

/// <summary>All the SQL of tokens.</summary>
public static class TokenStore
{
    private const string Columns = "uuid, user_id, name, scope, created_at, expires_at, used_at";

    private const string Insert =
        "INSERT INTO access_token(uuid, user_id, name, scope, created_at, expires_at) VALUES($1, $2, $3, $4, $5, $6)";

    // Scripts that sign in each time they run would otherwise fill the table: the oldest give way.
    private const string KeepNewest =
        """
        DELETE FROM access_token WHERE user_id = $1 AND id <= (
          SELECT id FROM access_token WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)
        """;

    public static async ValueTask InsertAsync(IWrite write, AccessToken token, int mostPerUser)
    {
        await write.ExecuteAsync(Insert, token.Id, token.UserKey, token.Name, (int)token.Scope, token.CreatedAt, token.ExpiresAt);
        await write.ExecuteAsync(KeepNewest, token.UserKey, mostPerUser);
    }

    public static Task<AccessToken?> FindAsync(IDatabase database, Guid id, CancellationToken ct) =>
        database.FirstAsync<AccessToken?>($"SELECT {Columns} FROM access_token WHERE uuid = $1", Read, ct, id);

    public static Task<List<AccessToken>> ListAsync(IDatabase database, long userKey, int limit, int offset, CancellationToken ct) =>
        database.QueryAsync($"SELECT {Columns} FROM access_token WHERE user_id = $1 ORDER BY id DESC LIMIT $2 OFFSET $3", Read, ct, userKey, limit, offset);

    /// <summary>The token that is gone; null when this person had none of the id.</summary>
    public static ValueTask<AccessToken?> DeleteAsync(IWrite write, long userKey, Guid id) =>
        write.FirstAsync<AccessToken?>($"DELETE FROM access_token WHERE user_id = $1 AND uuid = $2 RETURNING {Columns}", Read, userKey, id);

    public static ValueTask<int> DeleteAllAsync(IWrite write, long userKey) =>
        write.ExecuteAsync("DELETE FROM access_token WHERE user_id = $1", userKey);

    /// <summary>At most <paramref name="limit"/> of those that are no longer valid. Returns how many.</summary>
    public static ValueTask<int> ForgetAsync(IWrite write, DateTimeOffset now, int limit) => write.ExecuteAsync(
        "DELETE FROM access_token WHERE id IN (SELECT id FROM access_token WHERE expires_at < $1 ORDER BY expires_at LIMIT $2)", now, limit);

    public static async ValueTask UsedAsync(IWrite write, Guid id, DateTimeOffset at) =>
        await write.ExecuteAsync("UPDATE access_token SET used_at = $2 WHERE uuid = $1", id, at);

    private static AccessToken Read(DbDataReader r) => new(
        r.GetUuid(0), r.GetInt64(1), r.GetString(2), (Scope)r.GetInt32(3), r.GetInstant(4), r.GetInstant(5), r.GetInstantOrNull(6));
}
