using System.Data.Common;

namespace Tracker.Storage;

/// <summary>The right to be the only one to do something, until <paramref name="ExpiresAt"/> by the database's clock.</summary>
/// <param name="Token">Grows with every new holder; a write of the worker checks it through <see cref="LeaseStore.HoldsAsync"/>.</param>
public sealed record Lease(string Name, string Holder, long Token, DateTimeOffset ExpiresAt);

/// <summary>Leases that replicas take from each other only when they were released or have expired.</summary>
public sealed class LeaseStore(IDatabase database)
{
    private const string Columns = "name, holder, token, expires_at";

    /// <summary>Null when somebody holds it, be it the same holder.</summary>
    public Task<Lease?> TryAcquireAsync(string name, string holder, TimeSpan ttl, CancellationToken ct = default) =>
        database.WriteAsync(write => write.FirstAsync($"""
            INSERT INTO lease (name, holder, token, expires_at) VALUES ($1, $2, 1, {write.Sql.Now} + $3)
            ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, token = lease.token + 1, expires_at = excluded.expires_at
            WHERE lease.expires_at <= {write.Sql.Now}
            RETURNING {Columns}
            """, Read, name, holder, Positive(ttl)), ct);

    /// <summary>The lease with its new end; null when it has been lost.</summary>
    public Task<Lease?> RenewAsync(Lease lease, TimeSpan ttl, CancellationToken ct = default) =>
        database.WriteAsync(write => write.FirstAsync($"""
            UPDATE lease SET expires_at = {write.Sql.Now} + $3
            WHERE name = $1 AND token = $2 AND expires_at > {write.Sql.Now}
            RETURNING {Columns}
            """, Read, lease.Name, lease.Token, Positive(ttl)), ct);

    /// <summary>False when it had been lost already.</summary>
    public Task<bool> ReleaseAsync(Lease lease, CancellationToken ct = default) =>
        database.WriteAsync(async write => await write.ExecuteAsync(
            $"UPDATE lease SET expires_at = 0 WHERE name = $1 AND token = $2 AND expires_at > {write.Sql.Now}",
            lease.Name, lease.Token) == 1, ct);

    /// <summary>
    /// Whether the lease is still held. Asked inside the very write that relies on it: a worker that was paused past
    /// its lease would otherwise undo what the next holder has done.
    /// </summary>
    public static ValueTask<bool> HoldsAsync(IWrite write, Lease lease) => write.FirstAsync(
        $"SELECT 1 FROM lease WHERE name = $1 AND token = $2 AND expires_at > {write.Sql.Now}",
        _ => true, lease.Name, lease.Token);

    private static long Positive(TimeSpan ttl)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(ttl, TimeSpan.Zero);
        return (long)ttl.TotalMicroseconds;
    }

    private static Lease Read(DbDataReader row) => new(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInstant(3));
}
