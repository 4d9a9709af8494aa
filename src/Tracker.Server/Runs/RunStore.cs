using System.Data.Common;
using System.Text.Json;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>The SQL that changes runs. By when one is lost is told by the database's clock, which all replicas share.</summary>
internal static class RunStore
{
    public const string Columns =
        """
        id, owner, owner_name, name, description, threshold, "interval", parent_id, host, service, environment, tags, started_at, earliest_at, ended_at, lost,
        exit_code, cpu_time, peak_memory, read_bytes, written_bytes, children,
        samples, usage_sum, usage_least, usage_most, above, last_at, last_usage
        """;

    private static readonly SqlText Insert = new(sql =>
        $"""
        INSERT INTO run(owner, owner_name, name, description, threshold, "interval", parent_id, host, service, environment, tags, started_at, earliest_at, lost,
            lost_at, samples, usage_sum, usage_least, usage_most, above, last_at, last_usage)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, {sql.Now} + $14, 0, 0, 0, 0, 0, 0, 0)
        RETURNING id
        """);

    private static readonly SqlText Measure = new(sql =>
        $"""
        UPDATE run SET started_at = $2, samples = $3, usage_sum = $4, usage_least = $5, usage_most = $6, above = $7, last_at = $8, last_usage = $9,
            ended_at = NULL, lost = 0, lost_at = {sql.Now} + $10
        WHERE id = $1
        """);

    private const string Finish =
        """
        UPDATE run SET started_at = $2, ended_at = $3, lost = $4, lost_at = NULL, exit_code = $5, cpu_time = $6, peak_memory = $7, read_bytes = $8,
            written_bytes = $9, children = $10
        WHERE id = $1
        """;

    private const string DeleteRun = "DELETE FROM run WHERE id = $1";
    private const string ReleaseParts = "UPDATE run SET parent_id = NULL WHERE parent_id = $1";
    private const string InsertGone = "INSERT INTO run_gone(run_id) VALUES($1)";

    private static readonly SqlText ById = new(sql => $"SELECT {Columns} FROM run WHERE id = $1 {sql.ForUpdate}");
    private static readonly SqlText Lost = new(sql => $"SELECT {Columns} FROM run WHERE lost_at <= {sql.Now} ORDER BY lost_at LIMIT $1 {sql.ForUpdateSkipLocked}");

    /// <summary>Whether any run is lost by now.</summary>
    public static readonly SqlText AnyLost = new(sql => $"SELECT 1 FROM run WHERE lost_at <= {sql.Now} LIMIT 1");

    public static ValueTask<Run?> LockAsync(IWrite write, long id) => write.FirstAsync(ById.For(write.Sql), Read, id);

    public static ValueTask<List<Run>> LockLostAsync(IWrite write, int limit) => write.QueryAsync(Lost.For(write.Sql), Read, limit);

    public static ValueTask<long> InsertAsync(IWrite write, Run r) => write.FirstAsync(
        Insert.For(write.Sql), row => row.GetInt64(0), r.Owner, r.OwnerName, r.Name, r.Description, r.Threshold, Span(r.Interval), r.ParentId, r.Host, r.Service,
        r.Environment, JsonSerializer.Serialize(r.Tags), r.StartedAt, r.EarliestAt, Span(r.Patience()));

    /// <summary>What its samples come to now; that they came shows that it goes on.</summary>
    public static async ValueTask MeasureAsync(IWrite write, Run r)
    {
        var t = r.Totals;
        await write.ExecuteAsync(
            Measure.For(write.Sql), r.Id, r.StartedAt, t.Samples, t.Sum, t.Least, t.Most, t.Above, t.LastAt, t.LastUsage, Span(r.Patience()));
    }

    public static async ValueTask FinishAsync(IWrite write, Run r) => await write.ExecuteAsync(
        Finish, r.Id, r.StartedAt, r.EndedAt, r.IsLost ? 1 : 0, r.Report.ExitCode is { } code ? code : SqlValue.Null, Span(r.Report.CpuTime), r.Report.PeakMemory,
        r.Report.ReadBytes, r.Report.WrittenBytes, r.Report.Children);

    /// <summary>Deletes a run; its samples, which may be many, are left to <see cref="RunSweep"/>.</summary>
    public static async ValueTask DeleteAsync(IWrite write, long id)
    {
        await write.ExecuteAsync(DeleteRun, id);
        await write.ExecuteAsync(ReleaseParts, id);
        await write.ExecuteAsync(InsertGone, id);
    }

    public static Run Read(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        Owner = r.GetString(1),
        OwnerName = r.GetString(2),
        Name = r.GetString(3),
        Description = r.GetString(4),
        Threshold = r.GetInt32(5),
        Interval = SpanOrNull(r, 6),
        ParentId = r.GetInteger(7),
        Host = r.GetText(8),
        Service = r.GetText(9),
        Environment = r.GetText(10),
        Tags = JsonSerializer.Deserialize<string[]>(r.GetString(11))!,
        StartedAt = r.GetInstant(12),
        EarliestAt = r.GetInstant(13),
        EndedAt = r.GetInstantOrNull(14),
        IsLost = r.GetInt64(15) != 0,
        Report = new((int?)r.GetInteger(16), SpanOrNull(r, 17), r.GetInteger(18), r.GetInteger(19), r.GetInteger(20), r.GetInteger(21)),
        Totals = new(r.GetInt64(22), r.GetInt64(23), r.GetInt32(24), r.GetInt32(25), r.GetInt64(26), r.GetInt64(27), r.GetInt32(28)),
    };

    public static TimeSpan? SpanOrNull(DbDataReader r, int i) => r.GetInteger(i) is { } us ? TimeSpan.FromMicroseconds(us) : null;

    private static SqlValue Span(TimeSpan? span) => span is { } s ? (long)s.TotalMicroseconds : SqlValue.Null;
}
