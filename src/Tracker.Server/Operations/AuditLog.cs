using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>Who did something administrative or destructive, when, from where, and to what.</summary>
public sealed record AuditEntry(DateTimeOffset At, string Principal, string Address, string Action, string Subject, string Detail);

/// <summary>Whose and which entries to list; empty means all.</summary>
public sealed record AuditFilter(string Principal = "", string Action = "");

/// <summary>The audit log: written in the transaction of the act itself.</summary>
public sealed class AuditLog(IDatabase database)
{
    private const string Insert =
        "INSERT INTO audit(at, principal, address, action, subject, detail) VALUES($1, $2, $3, $4, $5, $6)";

    private const string Newest =
        """
        SELECT at, principal, address, action, subject, detail FROM audit
        WHERE ($3 = '' OR principal = $3) AND ($4 = '' OR action = $4)
        ORDER BY id DESC LIMIT $1 OFFSET $2
        """;

    // Rows are written in the order of time, so the first ones are the oldest.
    private const string DeleteOldest =
        "DELETE FROM audit WHERE id IN (SELECT id FROM audit ORDER BY id LIMIT 500) AND at < $1";

    /// <summary>Kept for ever unless an administrator says otherwise, which this log tells too.</summary>
    public static RetentionRule Retention { get; } = new(
        "audit", "The audit log", null, 90, (write, before) => write.ExecuteAsync(DeleteOldest, before));

    public static ValueTask AppendAsync(IWrite write, AuditEntry entry) =>
        write.SendAsync(Insert, entry.At, entry.Principal, entry.Address, entry.Action, entry.Subject, entry.Detail);

    /// <summary>The newest entries first.</summary>
    public Task<List<AuditEntry>> ListAsync(AuditFilter filter, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        Newest,
        r => new AuditEntry(r.GetInstant(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5)),
        ct, limit, offset, filter.Principal, filter.Action);
}
