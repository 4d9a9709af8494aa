using System.Data.Common;
using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>All the SQL that changes what is held.</summary>
internal static class LockStore
{
    internal const string Columns =
        "id, uuid, service, environment, resource, who, principal, principal_name, event_id, event_uuid, reason, automatic, created_at, ttl, expires_at";

    /// <summary>More holders than a refusal names.</summary>
    private const int MostConflicts = 20;

    private static readonly SqlText ExactConflicts = new(sql => Conflicts(sql, ExactlyMeets));

    private static readonly SqlText WildcardConflicts = new(sql => Conflicts(sql, WidelyMeets));

    private static readonly SqlText Insert = new(sql => $"""
        INSERT INTO lock_held(uuid, service, environment, resource, who, principal, principal_name, event_id, event_uuid, reason,
          automatic, ttl, created_at, expires_at)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, {sql.Now}, CASE WHEN $12 = 0 THEN NULL ELSE {sql.Now} + $12 END)
        RETURNING id, created_at, expires_at
        """);

    private const string Delete = "DELETE FROM lock_held WHERE id = $1";

    private static readonly SqlText DeleteFree = new(sql => $"""
        DELETE FROM lock_held WHERE uuid = $1 AND (principal = '' OR principal = $2) AND {IsLive(sql)}
        RETURNING {Columns}
        """);

    private static readonly SqlText DeleteExpired = new(sql => $"DELETE FROM lock_held WHERE id = $1 AND expires_at <= {sql.Now}");

    private const string DeleteOfEvent = $"DELETE FROM lock_held WHERE event_uuid = $1 AND automatic RETURNING {Columns}";

    private static readonly SqlText ById = new(sql => $"SELECT {Columns}, {Expired(sql)} FROM lock_held WHERE uuid = $1 {sql.ForUpdate}");

    private static readonly SqlText ByToken = new(sql => $"SELECT {Columns}, {Expired(sql)} FROM lock_held WHERE id = $1 {sql.ForUpdate}");

    private static readonly SqlText OfEvent = new(sql => $"""
        SELECT {Columns}, {Expired(sql)} FROM lock_held WHERE event_uuid = $1 AND automatic AND {IsLive(sql)} {sql.ForUpdate}
        """);

    private static readonly SqlText Change = new(sql => $"""
        UPDATE lock_held SET who = $2, event_id = $3, event_uuid = $4, reason = $5, ttl = $6,
          expires_at = CASE WHEN $7 THEN CASE WHEN $6 = 0 THEN NULL ELSE {sql.Now} + $6 END ELSE expires_at END
        WHERE id = $1
        RETURNING {Columns}
        """);

    private const string Keep = "UPDATE lock_held SET created_at = $2, ttl = $3, expires_at = $4 WHERE id = $1";

    private static readonly SqlText ExpiredOnes = new(sql => $"""
        SELECT {Columns}, 1 FROM lock_held WHERE expires_at <= (SELECT {sql.Now}) ORDER BY expires_at LIMIT $1 {sql.ForUpdateSkipLocked}
        """);

    internal static string IsLive(ISqlDialect sql, string table = "lock_held") => $"({table}.expires_at IS NULL OR {table}.expires_at > {sql.Now})";

    /// <summary>A condition on a table's rows: they conflict with the exact scope $1, $2, $3. Each is a probe of an index.</summary>
    internal static string ExactlyMeets(string table) =>
        $"{table}.service IN ($1, '*') AND {table}.environment IN ($2, '*') AND {table}.resource IN ($3, '*')";

    /// <summary>The same for a scope that has wildcards.</summary>
    internal static string WidelyMeets(string table) =>
        $"({table}.service IN ($1, '*') OR $1 = '*') AND ({table}.environment IN ($2, '*') OR $2 = '*') AND ({table}.resource IN ($3, '*') OR $3 = '*')";

    /// <summary>
    /// What conflicts with a claim, the live ones first, and the first of those who came before it and still wait.
    /// Ask only within <see cref="ExcludeAsync"/>.
    /// </summary>
    /// <param name="place">The claim's own place in the queue; one that does not wait comes last.</param>
    /// <param name="own">A lock of the claim's own, which it would give up.</param>
    public static async ValueTask<(List<HeldLock> Held, bool Overtakes)> ConflictsAsync(IWrite write, LockScope scope, long? place, Guid own = default)
    {
        var sql = scope.IsWildcard ? WildcardConflicts : ExactConflicts;
        var rows = await write.QueryAsync(
            sql.For(write.Sql), r => (First: r.GetInteger(16), Held: r.IsDBNull(0) ? null : Read(r)),
            scope.Service, scope.Environment, scope.Resource, place ?? long.MaxValue, own);
        return (rows.Select(r => r.Held).OfType<HeldLock>().ToList(), rows[0].First is not null);
    }

    /// <summary>Keeps everybody out who could take what conflicts, until the commit.</summary>
    public static async ValueTask ExcludeAsync(IWrite write, LockScope scope)
    {
        await write.LockAsync("lock:*", shared: !scope.IsWildcard);
        if (!scope.IsWildcard) await write.LockAsync("lock:" + scope.Key);
    }

    public static async ValueTask<HeldLock> InsertAsync(IWrite write, Guid uuid, LockRequest request, Principal principal)
    {
        var owner = principal.IsAuthenticated ? principal : null;
        var (token, created, expires) = await write.FirstAsync(
            Insert.For(write.Sql), r => (r.GetInt64(0), r.GetInstant(1), r.GetInstantOrNull(2)),
            uuid, request.Scope.Service, request.Scope.Environment, request.Scope.Resource, request.Who, owner?.Id ?? "", owner?.Name ?? "",
            request.EventId, request.EventUuid, request.Reason, request.Automatic, (long)request.Ttl.TotalMicroseconds);
        return new(token, uuid, request.Scope)
        {
            Who = request.Who,
            Principal = owner?.Id ?? "",
            PrincipalName = owner?.Name ?? "",
            EventId = request.EventId,
            EventUuid = request.EventUuid,
            Reason = request.Reason,
            Automatic = request.Automatic,
            CreatedAt = created,
            Ttl = request.Ttl,
            ExpiresAt = expires,
        };
    }

    /// <summary>Removes a live lock that this principal may release; null when there is none.</summary>
    public static ValueTask<HeldLock?> DeleteFreeAsync(IWrite write, Guid uuid, Principal principal) =>
        write.FirstAsync<HeldLock?>(DeleteFree.For(write.Sql), ReadLive, uuid, principal.Id);

    public static async ValueTask<bool> DeleteAsync(IWrite write, HeldLock held) => await write.ExecuteAsync(Delete, held.Token) == 1;

    public static async ValueTask<bool> DeleteExpiredAsync(IWrite write, HeldLock held) =>
        await write.ExecuteAsync(DeleteExpired.For(write.Sql), held.Token) == 1;

    public static ValueTask<HeldLock?> DeleteOfEventAsync(IWrite write, Guid eventUuid) =>
        write.FirstAsync<HeldLock?>(DeleteOfEvent, ReadLive, eventUuid);

    /// <summary>The lock, live or expired, kept until the commit.</summary>
    public static ValueTask<HeldLock?> FindAsync(IWrite write, Guid uuid) => write.FirstAsync<HeldLock?>(ById.For(write.Sql), Read, uuid);

    /// <inheritdoc cref="FindAsync(IWrite, Guid)" />
    public static ValueTask<HeldLock?> FindAsync(IWrite write, long token) => write.FirstAsync<HeldLock?>(ByToken.For(write.Sql), Read, token);

    /// <summary>The live lock that an event took itself, kept until the commit.</summary>
    public static ValueTask<HeldLock?> FindOfEventAsync(IWrite write, Guid eventUuid) =>
        write.FirstAsync<HeldLock?>(OfEvent.For(write.Sql), Read, eventUuid);

    public static ValueTask<List<HeldLock>> ExpiredAsync(IWrite write, int limit) => write.QueryAsync(ExpiredOnes.For(write.Sql), Read, limit);

    /// <summary>Writes everything but the scope; the time it has left starts anew when <paramref name="renew"/> says so.</summary>
    public static async ValueTask<HeldLock> ChangeAsync(IWrite write, HeldLock held, bool renew) => (await write.FirstAsync(
        Change.For(write.Sql), ReadLive, held.Token, held.Who, held.EventId, held.EventUuid, held.Reason, (long)held.Ttl.TotalMicroseconds, renew))!;

    /// <summary>The same lock elsewhere, under a new token.</summary>
    public static async ValueTask<HeldLock> MoveAsync(IWrite write, HeldLock held, LockScope to)
    {
        await DeleteAsync(write, held);
        var request = new LockRequest(to, held.Who) { EventId = held.EventId, Reason = held.Reason, Automatic = held.Automatic };
        var moved = await InsertAsync(write, held.Id, request, new(held.Principal, held.PrincipalName, default));
        await write.ExecuteAsync(Keep, moved.Token, held.CreatedAt, (long)held.Ttl.TotalMicroseconds, held.ExpiresAt);
        return moved with { CreatedAt = held.CreatedAt, Ttl = held.Ttl, ExpiresAt = held.ExpiresAt };
    }

    internal static HeldLock Read(DbDataReader r) => ReadLive(r) with { IsExpired = r.GetInt64(15) == 1 };

    internal static HeldLock ReadLive(DbDataReader r) => new(r.GetInt64(0), r.GetUuid(1), new(r.GetString(2), r.GetString(3), r.GetString(4)))
    {
        Who = r.GetString(5),
        Principal = r.GetString(6),
        PrincipalName = r.GetString(7),
        EventId = r.GetString(8),
        EventUuid = r.IsDBNull(9) ? null : r.GetUuid(9),
        Reason = r.GetString(10),
        Automatic = r.GetBoolean(11),
        CreatedAt = r.GetInstant(12),
        Ttl = TimeSpan.FromMicroseconds(r.GetInt64(13)),
        ExpiresAt = r.GetInstantOrNull(14),
    };

    private static string Expired(ISqlDialect sql, string column = "expires_at") => $"CASE WHEN {column} <= {sql.Now} THEN 1 ELSE 0 END";

    // One row at least, so that the queue is answered also when nothing is held.
    private static string Conflicts(ISqlDialect sql, Func<string, string> meets) => $"""
        SELECT h.{Columns.Replace(", ", ", h.", StringComparison.Ordinal)}, {Expired(sql, "h.expires_at")} AS expired,
          (SELECT w.id FROM lock_waiter AS w WHERE {meets("w")} AND w.id < $4 AND w.alive_until > {sql.Now} AND w.until > {sql.Now}
           ORDER BY w.id LIMIT 1) AS first
        FROM (SELECT 1 AS one) AS o LEFT JOIN lock_held AS h ON {meets("h")} AND h.uuid <> $5
        ORDER BY expired, h.id LIMIT {MostConflicts}
        """;
}
