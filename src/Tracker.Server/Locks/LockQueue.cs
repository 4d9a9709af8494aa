using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>All the SQL that changes who waits.</summary>
internal static class LockQueue
{
    /// <summary>A waiter keeps its place this long after its server was last heard of, or its caller was.</summary>
    public static readonly TimeSpan Lapse = TimeSpan.FromSeconds(10);

    private static readonly SqlText Join = new(sql => $"""
        INSERT INTO lock_waiter(service, environment, resource, who, reason, event_id, request_key, server, created_at, until, alive_until)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, {sql.Now}, {sql.Now} + $9, {sql.Now} + $10)
        RETURNING id, until
        """);

    private static readonly SqlText Return = new(sql => $"""
        UPDATE lock_waiter SET server = $2, until = {sql.Now} + $3, alive_until = {sql.Now} + $4 WHERE request_key = $1
        RETURNING id, until
        """);

    private const string Find = "SELECT 1 FROM lock_waiter WHERE id = $1";

    private const string Leave = "DELETE FROM lock_waiter WHERE id = $1";

    private const string GiveUp = "DELETE FROM lock_waiter WHERE id = $1 AND until = $2";

    private static readonly SqlText StandAside = new(sql => $"UPDATE lock_waiter SET server = '', alive_until = {sql.Now} + $3 WHERE id = $1 AND until = $2");

    private static readonly SqlText Alive = new(sql => $"UPDATE lock_waiter SET alive_until = {sql.Now} + $2 WHERE server = $1");

    private static readonly SqlText Forget = new(sql => $"""
        DELETE FROM lock_waiter WHERE id IN (
          SELECT id FROM lock_waiter WHERE alive_until < {sql.Now} - $1 OR until < {sql.Now} - $1 ORDER BY id LIMIT 500 {sql.ForUpdateSkipLocked})
        """);

    public static ValueTask<LockPlace> JoinAsync(IWrite write, LockRequest request, string? requestKey, TimeSpan wait, string server) => write.FirstAsync(
        Join.For(write.Sql), r => new LockPlace(r.GetInt64(0), r.GetInt64(1)),
        request.Scope.Service, request.Scope.Environment, request.Scope.Resource, request.Who, request.Reason, request.EventId,
        requestKey, server, (long)wait.TotalMicroseconds, (long)Lapse.TotalMicroseconds);

    /// <summary>The place that an earlier call under this key left.</summary>
    public static ValueTask<LockPlace?> ReturnAsync(IWrite write, string requestKey, TimeSpan wait, string server) => write.FirstAsync(
        Return.For(write.Sql), r => new LockPlace?(new(r.GetInt64(0), r.GetInt64(1))),
        requestKey, server, (long)wait.TotalMicroseconds, (long)Lapse.TotalMicroseconds);

    /// <summary>Whether nobody has swept the place: this server was away for long when somebody has.</summary>
    public static ValueTask<bool> IsThereAsync(IWrite write, LockPlace place) => write.FirstAsync(Find, _ => true, place.Id);

    public static ValueTask LeaveAsync(IWrite write, LockPlace place) => write.SendAsync(Leave, place.Id);

    /// <summary>Leaves, unless a later call under the same key waits there.</summary>
    public static async ValueTask<bool> GiveUpAsync(IWrite write, LockPlace place) => await write.ExecuteAsync(GiveUp, place.Id, place.Until) == 1;

    /// <summary>Keeps the place for a while for a caller that went away and may come back under its key.</summary>
    public static async ValueTask StandAsideAsync(IWrite write, LockPlace place) =>
        await write.ExecuteAsync(StandAside.For(write.Sql), place.Id, place.Until, (long)Lapse.TotalMicroseconds);

    /// <summary>Says that this server's callers are still there.</summary>
    public static async ValueTask KeepAliveAsync(IWrite write, string server) =>
        await write.ExecuteAsync(Alive.For(write.Sql), server, (long)Lapse.TotalMicroseconds);

    /// <summary>Removes those who have been gone for so long that they do not come back.</summary>
    public static ValueTask<int> ForgetAsync(IWrite write, TimeSpan after) => write.ExecuteAsync(Forget.For(write.Sql), (long)after.TotalMicroseconds);
}

/// <summary>A place in the queue.</summary>
/// <param name="Id">Grows with the order of arrival.</param>
/// <param name="Until">When it ends, in unix microseconds: another one when a later call took it over.</param>
internal readonly record struct LockPlace(long Id, long Until);
