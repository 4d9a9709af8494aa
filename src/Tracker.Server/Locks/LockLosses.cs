using Tracker.Protocol.Locks;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>All the SQL that records locks which their holders did not give back themselves.</summary>
internal static class LockLosses
{
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    private static readonly SqlText Insert = new(sql => $"""
        INSERT INTO lock_lost(token, uuid, service, environment, resource, who, principal_name, event_id, reason, automatic, created_at, ttl,
          expires_at, loss, lost_at, lost_by, lost_reason)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, {sql.Now}, $15, $16)
        RETURNING lost_at
        """);

    private static readonly SqlText Forget = new(sql => $"""
        DELETE FROM lock_lost WHERE id IN (SELECT id FROM lock_lost WHERE lost_at < {sql.Now} - $1 ORDER BY lost_at LIMIT 500)
        """);

    /// <summary>Returns when it was lost.</summary>
    public static ValueTask<DateTimeOffset> InsertAsync(IWrite write, HeldLock held, LockLoss loss, string by, string reason) => write.FirstAsync(
        Insert.For(write.Sql), r => r.GetInstant(0),
        held.Token, held.Id, held.Scope.Service, held.Scope.Environment, held.Scope.Resource, held.Who, held.PrincipalName, held.EventId,
        held.Reason, held.Automatic, held.CreatedAt, (long)held.Ttl.TotalMicroseconds, held.ExpiresAt, (int)loss, by, reason);

    public static ValueTask<int> ForgetAsync(IWrite write) => write.ExecuteAsync(Forget.For(write.Sql), (long)Kept.TotalMicroseconds);
}
