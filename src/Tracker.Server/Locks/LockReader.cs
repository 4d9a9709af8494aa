using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>All the SQL that reads locks for people and programs.</summary>
public sealed class LockReader(IDatabase database)
{
    private const int ExactTotal = 10_000;

    private readonly string _live = LockStore.IsLive(database.Sql);

    private readonly string _waits = $"until > {database.Sql.Now} AND alive_until > {database.Sql.Now}";

    /// <summary>The lock, if it is held.</summary>
    public Task<DeployLock?> FindAsync(Guid id, CancellationToken ct) => database.FirstAsync<DeployLock?>(
        $"SELECT {LockStore.Columns} FROM lock_held WHERE uuid = $1 AND {_live}", r => LockStore.ReadLive(r).ToMessage(), ct, id);

    /// <summary>The lock with this token, if it is held.</summary>
    internal Task<HeldLock?> FindAsync(long token, CancellationToken ct) => database.FirstAsync<HeldLock?>(
        $"SELECT {LockStore.Columns} FROM lock_held WHERE id = $1 AND {_live}", LockStore.ReadLive, ct, token);

    /// <summary>What is held, the newest first.</summary>
    public Task<LockPage<DeployLock>> ListAsync(LockQuery query, CancellationToken ct)
    {
        var filter = Filter.Of(query, _live);
        if (query.Who.Length > 0) filter.Add("who", query.Who);
        if (query.EventId.Length > 0) filter.Add("event_id", query.EventId);
        return PageAsync("lock_held", LockStore.Columns, "id DESC", filter, query, r => LockStore.ReadLive(r).ToMessage(), ct);
    }

    /// <summary>Who waits, in the order of arrival.</summary>
    public Task<LockPage<LockWaiter>> WaitersAsync(LockQuery query, CancellationToken ct) => PageAsync(
        "lock_waiter", "service, environment, resource, who, reason, event_id, created_at, until", "id", Filter.Of(query, _waits), query,
        r => new LockWaiter
        {
            Service = r.GetString(0),
            Environment = r.GetString(1),
            Resource = r.GetString(2),
            Who = r.GetString(3),
            Reason = r.GetString(4),
            EventId = r.GetString(5),
            Since = r.GetInstant(6).ToTimestamp(),
            Until = r.GetInstant(7).ToTimestamp(),
        },
        ct);

    /// <summary>What was forced or has expired, the newest first.</summary>
    public Task<LockPage<LostLock>> LostAsync(LockQuery query, CancellationToken ct) => PageAsync(
        "lock_lost",
        """
        token, uuid, service, environment, resource, who, '', principal_name, event_id, NULL, reason, automatic, created_at, ttl, expires_at,
        loss, lost_at, lost_by, lost_reason
        """,
        "id DESC", Filter.Of(query, "1 = 1"), query,
        r => new LostLock
        {
            Lock = LockStore.ReadLive(r).ToMessage(),
            Loss = (LockLoss)r.GetInt32(15),
            LostAt = r.GetInstant(16).ToTimestamp(),
            By = r.GetString(17),
            Reason = r.GetString(18),
        },
        ct);

    /// <summary>Those that are held longest, the oldest first.</summary>
    internal Task<List<DeployLock>> OldestAsync(int limit, CancellationToken ct) => database.QueryAsync(
        $"SELECT {LockStore.Columns} FROM lock_held WHERE {_live} ORDER BY id LIMIT $1", r => LockStore.ReadLive(r).ToMessage(), ct, limit);

    /// <summary>Whether a lock was ever lost or a freeze window is declared: so much is left when nothing is held.</summary>
    internal Task<bool> WasAnyHeldAsync(CancellationToken ct) =>
        database.FirstAsync("SELECT 1 WHERE EXISTS (SELECT 1 FROM lock_lost) OR EXISTS (SELECT 1 FROM freeze_window)", _ => true, ct);

    /// <summary>How many locks are held, and how many callers wait.</summary>
    internal Task<(long Held, long Waiting)> CountAsync(CancellationToken ct) => database.FirstAsync(
        $"SELECT (SELECT count(*) FROM lock_held WHERE {_live}), (SELECT count(*) FROM lock_waiter WHERE {_waits})",
        r => (r.GetInt64(0), r.GetInt64(1)), ct);

    /// <summary>Whether there is something to sweep.</summary>
    internal Task<bool> AnyExpiredAsync(CancellationToken ct) => database.FirstAsync(
        $"SELECT 1 FROM lock_held WHERE expires_at <= (SELECT {database.Sql.Now}) LIMIT 1", _ => true, ct);

    /// <summary>The callers of one server, of an exact scope, with nobody before them and nothing in their way.</summary>
    internal Task<List<long>> ReadyAsync(string server, CancellationToken ct) => database.QueryAsync(
        $"""
        SELECT w.id FROM lock_waiter AS w
        WHERE w.server = $1 AND w.until > {database.Sql.Now}
          AND NOT EXISTS (SELECT 1 FROM lock_held AS h WHERE {Meets("h")} AND {LockStore.IsLive(database.Sql, "h")})
          AND NOT EXISTS (SELECT 1 FROM lock_waiter AS e WHERE {Meets("e")} AND e.id < w.id AND e.until > {database.Sql.Now} AND e.alive_until > {database.Sql.Now})
        """,
        r => r.GetInt64(0), ct, server);

    /// <summary>How many wait before a place.</summary>
    internal Task<long> AheadAsync(LockScope scope, long place, CancellationToken ct)
    {
        var meets = scope.IsWildcard ? LockStore.WidelyMeets("w") : LockStore.ExactlyMeets("w");
        return database.FirstAsync(
            $"SELECT count(*) FROM lock_waiter AS w WHERE {meets} AND w.id < $4 AND w.until > {database.Sql.Now} AND w.alive_until > {database.Sql.Now}",
            r => r.GetInt64(0), ct, scope.Service, scope.Environment, scope.Resource, place);
    }

    /// <summary>At most ten locks that conflict with a scope.</summary>
    internal Task<List<DeployLock>> HoldersAsync(LockScope scope, CancellationToken ct)
    {
        var meets = scope.IsWildcard ? LockStore.WidelyMeets("lock_held") : LockStore.ExactlyMeets("lock_held");
        return database.QueryAsync(
            $"SELECT {LockStore.Columns} FROM lock_held WHERE {meets} AND {_live} ORDER BY id LIMIT 10",
            r => LockStore.ReadLive(r).ToMessage(), ct, scope.Service, scope.Environment, scope.Resource);
    }

    private static string Meets(string table) =>
        $"{table}.service IN (w.service, '*') AND {table}.environment IN (w.environment, '*') AND {table}.resource IN (w.resource, '*')";

    private async Task<LockPage<T>> PageAsync<T>(
        string table, string columns, string order, Filter filter, LockQuery query, Func<System.Data.Common.DbDataReader, T> read, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var count = $"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {filter.Where} LIMIT {ExactTotal + 1}) AS matches";
        var total = (int)await connection.FirstAsync(count, r => r.GetInt64(0), ct, [.. filter.Values]);
        var (limit, offset) = (filter.Values.Count + 1, filter.Values.Count + 2);
        var rows = await connection.QueryAsync(
            $"SELECT {columns} FROM {table} WHERE {filter.Where} ORDER BY {order} LIMIT ${limit} OFFSET ${offset}",
            read, ct, [.. filter.Values, query.PerPage, (long)(query.Page - 1) * query.PerPage]);
        return new(rows, Math.Min(total, ExactTotal), total > ExactTotal);
    }

    private sealed class Filter(string where)
    {
        public string Where { get; private set; } = where;

        public List<SqlValue> Values { get; } = [];

        public static Filter Of(LockQuery query, string where)
        {
            var filter = new Filter(where);
            if (query.Service.Length > 0) filter.AddOrAny("service", query.Service);
            if (query.Environment.Length > 0) filter.AddOrAny("environment", query.Environment);
            if (query.Resource.Length > 0) filter.AddOrAny("resource", query.Resource);
            return filter;
        }

        public void Add(string column, string value)
        {
            Values.Add(value);
            Where += $" AND {column} = ${Values.Count}";
        }

        private void AddOrAny(string column, string value)
        {
            Values.Add(value);
            Where += $" AND {column} IN (${Values.Count}, '*')";
        }
    }
}
