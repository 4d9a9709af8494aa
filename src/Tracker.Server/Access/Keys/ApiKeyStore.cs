using System.Data.Common;
using Tracker.Protocol.Api;
using Tracker.Storage;

namespace Tracker.Server.Access.Keys;

/// <summary>All the SQL of API keys.</summary>
public static class ApiKeyStore
{
    private const string Columns = "id, uuid, name, scope, created_by, created_at, expires_at, used_at";

    private const string Insert =
        $"""
        INSERT INTO api_key(uuid, name, hash, scope, created_by, created_at, expires_at) VALUES($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT(name) DO NOTHING RETURNING {Columns}
        """;

    /// <summary>Null when the name is taken.</summary>
    public static ValueTask<ApiKey?> InsertAsync(
        IWrite write, Guid id, string name, byte[] hash, Scope scope, string createdBy, DateTimeOffset at, DateTimeOffset? expiresAt) =>
        write.FirstAsync<ApiKey?>(Insert, Read, id, name, hash, (int)scope, createdBy, at, expiresAt);

    public static Task<ApiKey?> ByHashAsync(IDatabase database, byte[] hash, CancellationToken ct) =>
        database.FirstAsync<ApiKey?>($"SELECT {Columns} FROM api_key WHERE hash = $1", Read, ct, hash);

    public static Task<ApiKey?> ByNameAsync(IDatabase database, string name, CancellationToken ct) =>
        database.FirstAsync<ApiKey?>($"SELECT {Columns} FROM api_key WHERE name = $1", Read, ct, name);

    public static Task<bool> AnyAsync(IDatabase database, CancellationToken ct) =>
        database.FirstAsync("SELECT 1 FROM api_key LIMIT 1", _ => true, ct);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync("SELECT count(*) FROM api_key", r => r.GetInt64(0));

    public static Task<List<ApiKey>> ListAsync(IDatabase database, int limit, int offset, CancellationToken ct) =>
        database.QueryAsync($"SELECT {Columns} FROM api_key ORDER BY name LIMIT $1 OFFSET $2", Read, ct, limit, offset);

    /// <summary>The key that is gone; null when there was none.</summary>
    public static ValueTask<ApiKey?> DeleteAsync(IWrite write, Guid id) =>
        write.FirstAsync<ApiKey?>($"DELETE FROM api_key WHERE uuid = $1 RETURNING {Columns}", Read, id);

    public static async ValueTask UsedAsync(IWrite write, Guid id, DateTimeOffset at) =>
        await write.ExecuteAsync("UPDATE api_key SET used_at = $2 WHERE uuid = $1", id, at);

    private static ApiKey Read(DbDataReader r) => new(
        r.GetInt64(0), r.GetUuid(1), r.GetString(2), (Scope)r.GetInt32(3), r.GetString(4), r.GetInstant(5), r.GetInstantOrNull(6), r.GetInstantOrNull(7));
}
