using Tracker.Server.Releases.Flow;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>An entry with what it is about.</summary>
public sealed record QueuedRelease(QueueEntry Entry, Release Release, string Application);

/// <summary>What runs of an application in an environment.</summary>
/// <param name="PinReason">Why it stays there, whatever is newer; null when it is not pinned.</param>
public sealed record RunningRelease(Release Release, string Application, DateTimeOffset Since, string? PinReason);

/// <summary>A pin with what it is about.</summary>
public sealed record PinnedRelease(ReleasePin Pin, Release Release, string Application);

/// <summary>All the SQL that reads releases for people and programs.</summary>
public sealed class ReleaseReader(IDatabase database)
{
    private static readonly string Entries =
        $"""
        SELECT {QueueStore.EntryColumns}, {QueueStore.ReleaseColumns}, t.name
        FROM release_entry AS e JOIN release AS r ON r.id = e.release_id JOIN release_tracker AS t ON t.id = e.tracker_id
        """;

    public Task<IReadOnlyList<ReleaseEnvironment>> EnvironmentsAsync(CancellationToken ct) => EnvironmentStore.AllAsync(database, ct);

    public Task<QueuedRelease?> FindAsync(Guid entry, CancellationToken ct) => database.FirstAsync($"{Entries} WHERE e.uuid = $1", Read, ct, entry);

    /// <summary>The claim that was asked for with this key; null when there is none any more.</summary>
    public Task<QueuedRelease?> ClaimedAsync(string claimKey, CancellationToken ct) => database.FirstAsync($"{Entries} WHERE e.claim_key = $1", Read, ct, claimKey);

    /// <summary>Everything that is or was in a queue, the newest first.</summary>
    /// <param name="environment">Empty for all.</param>
    /// <param name="application">Null for all.</param>
    public Task<List<QueuedRelease>> ListAsync(string environment, string? application, QueueState? state, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        $"""
        {Entries}
        WHERE ($1 = '' OR e.environment = $1) AND ($2 = '' OR t.name = $2) AND ($3 < 0 OR e.state = $3)
        ORDER BY e.id DESC LIMIT $4 OFFSET $5
        """,
        Read, ct, environment, application ?? "", state is { } s ? (int)s : -1, limit, offset);

    /// <summary>The releases of an application, the newest first.</summary>
    public Task<List<Release>> ReleasesAsync(long application, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        $"SELECT {QueueStore.ReleaseColumns} FROM release AS r WHERE r.tracker_id = $1 ORDER BY r.id DESC LIMIT $2 OFFSET $3",
        r => QueueStore.ReadRelease(r, 0), ct, application, limit, offset);

    /// <summary>What runs in each environment, since when.</summary>
    public Task<List<(string Environment, Release Release, DateTimeOffset Since)>> CurrentAsync(long application, CancellationToken ct) => database.QueryAsync(
        $"SELECT {QueueStore.ReleaseColumns}, u.environment, u.since FROM release_current AS u JOIN release AS r ON r.id = u.release_id WHERE u.tracker_id = $1",
        r => (r.GetString(QueueStore.ReleaseColumnCount), QueueStore.ReadRelease(r, 0), r.GetInstant(QueueStore.ReleaseColumnCount + 1)), ct, application);

    public Task<List<ReleasePin>> PinsAsync(long application, CancellationToken ct) => database.QueryAsync(
        """SELECT tracker_id, environment, release_id, reason, "by", at FROM release_pin WHERE tracker_id = $1""", r => QueueStore.ReadPin(r, 0), ct, application);

    /// <summary>Everything that is pinned, by application and environment.</summary>
    /// <param name="environment">Empty for all.</param>
    /// <param name="application">Empty for all.</param>
    public Task<List<PinnedRelease>> PinsAsync(string environment, string application, int limit, int offset, CancellationToken ct) => database.QueryAsync(
        $"""
        SELECT p.tracker_id, p.environment, p.release_id, p.reason, p."by", p.at, {QueueStore.ReleaseColumns}, t.name
        FROM release_pin AS p JOIN release AS r ON r.id = p.release_id JOIN release_tracker AS t ON t.id = p.tracker_id
        WHERE ($1 = '' OR p.environment = $1) AND ($2 = '' OR t.name = $2)
        ORDER BY t.name, p.environment LIMIT $3 OFFSET $4
        """,
        r => new PinnedRelease(QueueStore.ReadPin(r, 0), QueueStore.ReadRelease(r, 6), r.GetString(6 + QueueStore.ReleaseColumnCount)), ct, environment, application, limit, offset);

    /// <summary>The last word on a release in an environment; null when it has not been there.</summary>
    public Task<QueueEntry?> LastAsync(long release, string environment, CancellationToken ct) => database.FirstAsync(
        $"SELECT {QueueStore.EntryColumns} FROM release_entry AS e WHERE e.release_id = $1 AND e.environment = $2 ORDER BY e.id DESC LIMIT 1",
        r => QueueStore.ReadEntry(r, 0), ct, release, environment);

    /// <summary>What was deployed to an environment last and runs there, the latest first.</summary>
    public Task<List<RunningRelease>> RunningAsync(string environment, int limit, CancellationToken ct) => database.QueryAsync(
        $"""
        SELECT {QueueStore.ReleaseColumns}, t.name, u.since, p.reason
        FROM (SELECT tracker_id, environment, release_id, since FROM release_current WHERE environment = $1 ORDER BY since DESC, tracker_id LIMIT $2) AS u
        JOIN release AS r ON r.id = u.release_id
        JOIN release_tracker AS t ON t.id = u.tracker_id
        LEFT JOIN release_pin AS p ON p.tracker_id = u.tracker_id AND p.environment = u.environment
        ORDER BY u.since DESC, u.tracker_id
        """,
        r => new RunningRelease(
            QueueStore.ReadRelease(r, 0), r.GetString(QueueStore.ReleaseColumnCount), r.GetInstant(QueueStore.ReleaseColumnCount + 1),
            r.IsDBNull(QueueStore.ReleaseColumnCount + 2) ? null : r.GetString(QueueStore.ReleaseColumnCount + 2)),
        ct, environment, limit);

    /// <summary>One release of an application; null when it has none with this id.</summary>
    public Task<Release?> ReleaseAsync(long application, Guid id, CancellationToken ct) => database.FirstAsync(
        $"SELECT {QueueStore.ReleaseColumns} FROM release AS r WHERE r.tracker_id = $1 AND r.uuid = $2", r => QueueStore.ReadRelease(r, 0), ct, application, id);

    /// <summary>The newest release of an application before one; null when that is the first.</summary>
    public Task<Release?> BeforeAsync(Release release, CancellationToken ct) => database.FirstAsync(
        $"SELECT {QueueStore.ReleaseColumns} FROM release AS r WHERE r.tracker_id = $1 AND r.id < $2 ORDER BY r.id DESC LIMIT 1",
        r => QueueStore.ReadRelease(r, 0), ct, release.Application, release.Id);

    /// <summary>The releases that an application is pinned to, by the environment.</summary>
    public Task<List<(string Environment, Release Release)>> PinnedAsync(long application, CancellationToken ct) => database.QueryAsync(
        $"SELECT {QueueStore.ReleaseColumns}, p.environment FROM release_pin AS p JOIN release AS r ON r.id = p.release_id WHERE p.tracker_id = $1",
        r => (r.GetString(QueueStore.ReleaseColumnCount), QueueStore.ReadRelease(r, 0)), ct, application);

    /// <summary>Where a release is or was, the latest first.</summary>
    public Task<List<QueueEntry>> HistoryAsync(long release, int limit, CancellationToken ct) => database.QueryAsync(
        $"SELECT {QueueStore.EntryColumns} FROM release_entry AS e WHERE e.release_id = $1 ORDER BY e.id DESC LIMIT $2",
        r => QueueStore.ReadEntry(r, 0), ct, release, limit);

    private static QueuedRelease Read(System.Data.Common.DbDataReader r) => new(
        QueueStore.ReadEntry(r, 0), QueueStore.ReadRelease(r, QueueStore.EntryColumnCount), r.GetString(QueueStore.EntryColumnCount + QueueStore.ReleaseColumnCount));
}
