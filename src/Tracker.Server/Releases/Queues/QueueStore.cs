using System.Data.Common;
using Tracker.Server.Releases.Flow;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>All the SQL that changes releases, their queues and pins.</summary>
internal static class QueueStore
{
    public const string ReleaseColumns = "r.id, r.uuid, r.tracker_id, r.image, r.tag, r.digest, r.cause, r.requirements_id, r.created_at";
    public const int ReleaseColumnCount = 9;

    public const string EntryColumns =
        """
        e.id, e.uuid, e.tracker_id, e.release_id, e.environment, e.state, e.entered_at, e.since, e.promoted_by, e.approved_by, e.soaks_since, e.soaks_in,
        e.claimed_by, e.principal, e.claim_key, e.lease, e.lease_until, e.attempts, e.reason, e.event_uuid
        """;

    public const int EntryColumnCount = 20;

    private const string InsertRelease =
        """
        INSERT INTO release(uuid, tracker_id, image, tag, digest, cause, requirements_id, created_at)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8)
        RETURNING id
        """;

    private const string LastRelease = $"SELECT {ReleaseColumns} FROM release AS r WHERE r.tracker_id = $1 ORDER BY r.id DESC LIMIT 1";

    private const string InsertEntry =
        """
        INSERT INTO release_entry(uuid, tracker_id, release_id, environment, state, entered_at, since, promoted_by, approved_by, soaks_since, soaks_in,
            claimed_by, principal, attempts, reason, event_uuid)
        VALUES($1, $2, $3, $4, $5, $6, $6, $7, '', $8, $9, '', '', 0, $10, $11)
        RETURNING id
        """;

    private const string UpdateEntry =
        """
        UPDATE release_entry SET state = $2, since = $3, promoted_by = $4, approved_by = $5, claimed_by = $6, principal = $7, claim_key = $8,
            lease = $9, lease_until = $10, attempts = $11, reason = $12, event_uuid = $13
        WHERE id = $1
        """;

    private const string SetCurrent =
        """
        INSERT INTO release_current(tracker_id, environment, entry_id, release_id, since) VALUES($1, $2, $3, $4, $5)
        ON CONFLICT(tracker_id, environment) DO UPDATE SET entry_id = excluded.entry_id, release_id = excluded.release_id, since = excluded.since
        """;

    private const string SetPin =
        """
        INSERT INTO release_pin(tracker_id, environment, release_id, reason, "by", at) VALUES($1, $2, $3, $4, $5, $6)
        ON CONFLICT(tracker_id, environment) DO UPDATE SET release_id = excluded.release_id, reason = excluded.reason, "by" = excluded."by", at = excluded.at
        """;

    private const string SelectPin = """SELECT tracker_id, environment, release_id, reason, "by", at FROM release_pin WHERE tracker_id = $1 AND environment = $2""";

    private static readonly SqlText Queued = new(sql =>
        $"SELECT {EntryColumns} FROM release_entry AS e WHERE e.tracker_id = $1 AND e.environment = $2 AND e.state = 0 {sql.ForUpdate}");

    private static readonly SqlText ById = new(sql => $"SELECT {EntryColumns} FROM release_entry AS e WHERE e.uuid = $1 {sql.ForUpdate}");

    public static async ValueTask<Release> InsertAsync(IWrite write, Release r) => r with
    {
        Id = await write.FirstAsync(InsertRelease, row => row.GetInt64(0), r.Uuid, r.Application, r.Image, r.Tag, r.Digest, (int)r.Cause, r.Requirements, r.CreatedAt),
    };

    public static ValueTask<Release?> LastAsync(IWrite write, long application) => write.FirstAsync(LastRelease, r => ReadRelease(r, 0), application);

    public static ValueTask<Release?> FindReleaseAsync(IWrite write, long id) =>
        write.FirstAsync($"SELECT {ReleaseColumns} FROM release AS r WHERE r.id = $1", r => ReadRelease(r, 0), id);

    public static async ValueTask<QueueEntry> InsertAsync(IWrite write, QueueEntry e) => e with
    {
        Id = await write.FirstAsync(
            InsertEntry, r => r.GetInt64(0), e.Uuid, e.Application, e.Release, e.Environment, (int)e.State, e.EnteredAt, e.PromotedBy, e.SoaksSince, e.SoaksIn, e.Reason,
            e.Event),
    };

    public static async ValueTask UpdateAsync(IWrite write, QueueEntry e) => await write.ExecuteAsync(
        UpdateEntry, e.Id, (int)e.State, e.Since, e.PromotedBy, e.ApprovedBy, e.ClaimedBy, e.Principal, e.ClaimKey, Span(e.Lease), e.LeaseUntil, e.Attempts, e.Reason, e.Event);

    public static ValueTask<QueueEntry?> QueuedAsync(IWrite write, long application, string environment) =>
        write.FirstAsync(Queued.For(write.Sql), r => ReadEntry(r, 0), application, environment);

    /// <summary>The entry, to oneself until the commit.</summary>
    public static ValueTask<QueueEntry?> LockAsync(IWrite write, Guid id) => write.FirstAsync(ById.For(write.Sql), r => ReadEntry(r, 0), id);

    /// <summary>A release that waits for an environment, or is on its way there; null when it is not.</summary>
    public static ValueTask<QueueEntry?> OpenAsync(IWrite write, long application, string environment, long release) => write.FirstAsync(
        $"SELECT {EntryColumns} FROM release_entry AS e WHERE e.tracker_id = $1 AND e.environment = $2 AND e.release_id = $3 AND e.state < 2",
        r => ReadEntry(r, 0), application, environment, release);

    /// <summary>All of an application that waits, or is on its way.</summary>
    public static ValueTask<List<QueueEntry>> OpenAsync(IWrite write, long application) => write.QueryAsync(
        $"SELECT {EntryColumns} FROM release_entry AS e WHERE e.tracker_id = $1 AND e.state < 2 ORDER BY e.id", r => ReadEntry(r, 0), application);

    public static ValueTask<bool> IsAnyClaimedAsync(IWrite write, long application, string environment) => write.FirstAsync(
        "SELECT 1 FROM release_entry WHERE tracker_id = $1 AND environment = $2 AND state = 1", _ => true, application, environment);

    public static ValueTask<bool> IsClaimKeyUsedAsync(IWrite write, string key) => write.FirstAsync("SELECT 1 FROM release_entry WHERE claim_key = $1", _ => true, key);

    public static ValueTask<QueueEntry?> FindAsync(IWrite write, Guid id) =>
        write.FirstAsync($"SELECT {EntryColumns} FROM release_entry AS e WHERE e.uuid = $1", r => ReadEntry(r, 0), id);

    public static async ValueTask SetCurrentAsync(IWrite write, QueueEntry e) =>
        await write.ExecuteAsync(SetCurrent, e.Application, e.Environment, e.Id, e.Release, e.Since);

    public static ValueTask<long> CurrentAsync(IWrite write, long application, string environment) => write.FirstAsync(
        "SELECT release_id FROM release_current WHERE tracker_id = $1 AND environment = $2", r => r.GetInt64(0), application, environment);

    public static async ValueTask PinAsync(IWrite write, ReleasePin pin) =>
        await write.ExecuteAsync(SetPin, pin.Application, pin.Environment, pin.Release, pin.Reason, pin.By, pin.At);

    public static ValueTask<ReleasePin?> FindPinAsync(IWrite write, long application, string environment) =>
        write.FirstAsync(SelectPin, r => ReadPin(r, 0), application, environment);

    public static async ValueTask UnpinAsync(IWrite write, ReleasePin pin) =>
        await write.ExecuteAsync("DELETE FROM release_pin WHERE tracker_id = $1 AND environment = $2", pin.Application, pin.Environment);

    public static Release ReadRelease(DbDataReader r, int from) => new()
    {
        Id = r.GetInt64(from),
        Uuid = r.GetUuid(from + 1),
        Application = r.GetInt64(from + 2),
        Image = r.GetString(from + 3),
        Tag = r.GetString(from + 4),
        Digest = r.GetString(from + 5),
        Cause = (ReleaseCause)r.GetInt32(from + 6),
        Requirements = r.GetInt64(from + 7),
        CreatedAt = r.GetInstant(from + 8),
    };

    public static QueueEntry ReadEntry(DbDataReader r, int from) => new()
    {
        Id = r.GetInt64(from),
        Uuid = r.GetUuid(from + 1),
        Application = r.GetInt64(from + 2),
        Release = r.GetInt64(from + 3),
        Environment = r.GetString(from + 4),
        State = (QueueState)r.GetInt32(from + 5),
        EnteredAt = r.GetInstant(from + 6),
        Since = r.GetInstant(from + 7),
        PromotedBy = r.GetString(from + 8),
        ApprovedBy = r.GetString(from + 9),
        SoaksSince = r.GetInstantOrNull(from + 10),
        SoaksIn = r.IsDBNull(from + 11) ? null : r.GetString(from + 11),
        ClaimedBy = r.GetString(from + 12),
        Principal = r.GetString(from + 13),
        ClaimKey = r.IsDBNull(from + 14) ? null : r.GetString(from + 14),
        Lease = r.IsDBNull(from + 15) ? null : TimeSpan.FromMicroseconds(r.GetInt64(from + 15)),
        LeaseUntil = r.GetInstantOrNull(from + 16),
        Attempts = r.GetInt32(from + 17),
        Reason = r.GetString(from + 18),
        Event = r.IsDBNull(from + 19) ? null : r.GetUuid(from + 19),
    };

    public static ReleasePin ReadPin(DbDataReader r, int from) =>
        new(r.GetInt64(from), r.GetString(from + 1), r.GetInt64(from + 2), r.GetString(from + 3), r.GetString(from + 4), r.GetInstant(from + 5));

    private static long? Span(TimeSpan? span) => span is { } s ? (long)s.TotalMicroseconds : null;
}
