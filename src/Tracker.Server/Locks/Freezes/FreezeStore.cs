using System.Data.Common;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Storage;

namespace Tracker.Server.Locks.Freezes;

/// <summary>All the SQL of freeze windows.</summary>
internal static class FreezeStore
{
    private const string Columns = "uuid, reason, service, environment, cron, duration_seconds, zone, starts_at, ends_at, created_by, created_at";

    private const string InsertSql =
        $"INSERT INTO freeze_window({Columns}) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string UpdateSql =
        """
        UPDATE freeze_window SET reason = $2, service = $3, environment = $4, cron = $5, duration_seconds = $6, zone = $7,
          starts_at = $8, ends_at = $9
        WHERE uuid = $1
        """;

    private const string DeleteSql = "DELETE FROM freeze_window WHERE uuid = $1";

    private const string CountSql = "SELECT count(*) FROM freeze_window";

    private const string ByUuid = $"SELECT {Columns} FROM freeze_window WHERE uuid = $1";

    private static readonly SqlText ByUuidLocked = new(sql => $"{ByUuid} {sql.ForUpdate}");

    private const string All = $"SELECT {Columns} FROM freeze_window ORDER BY id";

    /// <summary>Those that can be in force then: of the others it is known from their columns that they are not.</summary>
    private const string Covering =
        $"""
        SELECT {Columns} FROM freeze_window
        WHERE service IN ($1, '*') AND environment IN ($2, '*') AND (starts_at IS NULL OR (starts_at <= $3 AND ends_at > $3))
        ORDER BY id
        """;

    public static async ValueTask InsertAsync(IWrite write, FreezeWindow w) => await write.ExecuteAsync(
        InsertSql, Guid.Parse(w.Id), w.Reason, w.Service, w.Environment, w.Cron, w.DurationSeconds, w.Zone, Micro(w.StartsAt), Micro(w.EndsAt),
        w.CreatedBy, Micro(w.CreatedAt));

    public static async ValueTask UpdateAsync(IWrite write, FreezeWindow w) => await write.ExecuteAsync(
        UpdateSql, Guid.Parse(w.Id), w.Reason, w.Service, w.Environment, w.Cron, w.DurationSeconds, w.Zone, Micro(w.StartsAt), Micro(w.EndsAt));

    public static async ValueTask DeleteAsync(IWrite write, Guid id) => await write.ExecuteAsync(DeleteSql, id);

    public static ValueTask<long> CountAsync(IWrite write) => write.FirstAsync(CountSql, r => r.GetInt64(0));

    /// <summary>The window, locked until the commit.</summary>
    public static ValueTask<FreezeWindow?> FindAsync(IWrite write, Guid id) => write.FirstAsync<FreezeWindow?>(ByUuidLocked.For(write.Sql), Read, id);

    public static Task<FreezeWindow?> FindAsync(IDatabase database, Guid id, CancellationToken ct) =>
        database.FirstAsync<FreezeWindow?>(ByUuid, Read, ct, id);

    public static Task<List<FreezeWindow>> ListAsync(IDatabase database, CancellationToken ct) => database.QueryAsync(All, Read, ct);

    public static ValueTask<List<FreezeWindow>> CoveringAsync(IWrite write, string service, string environment, DateTimeOffset at) =>
        write.QueryAsync(Covering, Read, service, environment, at);

    public static Task<List<FreezeWindow>> CoveringAsync(
        IDatabase database, string service, string environment, DateTimeOffset at, CancellationToken ct) =>
        database.QueryAsync(Covering, Read, ct, service, environment, at);

    private static FreezeWindow Read(DbDataReader r) => new()
    {
        Id = r.GetUuid(0).ToString(),
        Reason = r.GetString(1),
        Service = r.GetString(2),
        Environment = r.GetString(3),
        Cron = r.GetString(4),
        DurationSeconds = (uint)r.GetInt64(5),
        Zone = r.GetString(6),
        StartsAt = r.GetInstantOrNull(7)?.ToTimestamp(),
        EndsAt = r.GetInstantOrNull(8)?.ToTimestamp(),
        CreatedBy = r.GetString(9),
        CreatedAt = r.GetInstant(10).ToTimestamp(),
    };

    private static SqlValue Micro(Timestamp? at) => at?.ToDateTimeOffset();
}
