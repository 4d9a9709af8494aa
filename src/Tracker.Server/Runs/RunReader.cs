using Tracker.Protocol.Api;
using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Which runs to list; what is null or empty fits any.</summary>
/// <param name="Owner">A principal's id; null for everybody's.</param>
/// <param name="Text">Part of the name.</param>
public sealed record RunFilter(string? Owner, string Text = "", bool? Active = null);

/// <summary>Reads runs. Those of others are for administrators only.</summary>
public sealed class RunReader(IDatabase database)
{
    /// <summary>Further than this nothing is counted.</summary>
    public const int MostCounted = 10_000;

    private const string Fits = @"($2 = '' OR lower(name) LIKE $2 ESCAPE '\') AND ($3 < 0 OR (CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END) = $3)";
    private const string Own = "owner = $1 AND " + Fits;
    private const string Everybodys = "$1 = '' AND " + Fits;

    private const string ListOwn = $"SELECT {RunStore.Columns} FROM run WHERE {Own} ORDER BY id DESC LIMIT $4 OFFSET $5";
    private const string ListAll = $"SELECT {RunStore.Columns} FROM run WHERE {Everybodys} ORDER BY id DESC LIMIT $4 OFFSET $5";
    private const string NextOwn = $"SELECT {RunStore.Columns} FROM run WHERE {Own} AND id > $4 ORDER BY id LIMIT $5";
    private const string NextAll = $"SELECT {RunStore.Columns} FROM run WHERE {Everybodys} AND id > $4 ORDER BY id LIMIT $5";
    private const string CountOwn = $"SELECT count(*) FROM (SELECT 1 FROM run WHERE {Own} LIMIT $4) AS counted";
    private const string CountAll = $"SELECT count(*) FROM (SELECT 1 FROM run WHERE {Everybodys} LIMIT $4) AS counted";
    private const string ById = $"SELECT {RunStore.Columns} FROM run WHERE id = $1";
    private const string SameName = $"SELECT {RunStore.Columns} FROM run WHERE owner = $1 AND name = $2 AND id <> $3 ORDER BY id DESC LIMIT $4";
    private const string Parts = $"SELECT {RunStore.Columns} FROM run WHERE parent_id = $1 ORDER BY id LIMIT $2";

    /// <summary>Other runs of the same name by the same owner, the newest first.</summary>
    public Task<List<Run>> SameNameAsync(Run run, int most, CancellationToken ct) => database.QueryAsync(SameName, RunStore.Read, ct, run.Owner, run.Name, run.Id, most);

    /// <summary>Null when there is none that this principal may see.</summary>
    public async Task<Run?> FindAsync(long id, Principal reader, CancellationToken ct) =>
        await database.FirstAsync(ById, RunStore.Read, ct, id) is { } run && MaySee(reader, run) ? run : null;

    /// <summary>The newest first.</summary>
    public Task<List<Run>> ListAsync(RunFilter filter, int limit, int offset, CancellationToken ct) =>
        database.QueryAsync(filter.Owner is null ? ListAll : ListOwn, RunStore.Read, ct, [.. Values(filter), limit, offset]);

    /// <summary>Those after a run, the oldest first: none is left out however many begin meanwhile.</summary>
    public Task<List<Run>> NextAsync(RunFilter filter, long after, int limit, CancellationToken ct) =>
        database.QueryAsync(filter.Owner is null ? NextAll : NextOwn, RunStore.Read, ct, [.. Values(filter), after, limit]);

    /// <summary>How many there are, up to one more than <see cref="MostCounted"/>.</summary>
    public async Task<long> CountAsync(RunFilter filter, CancellationToken ct) =>
        await database.FirstAsync(filter.Owner is null ? CountAll : CountOwn, r => r.GetInt64(0), ct, [.. Values(filter), MostCounted + 1]);

    /// <summary>The runs that are a part of this one.</summary>
    public Task<List<Run>> PartsAsync(long id, int most, CancellationToken ct) => database.QueryAsync(Parts, RunStore.Read, ct, id, most);

    public static bool MaySee(Principal reader, Run run) => reader.SeesEverybodys || (reader.IsAuthenticated && run.Owner == reader.Id);

    /// <summary>To see a run may need no credentials; to change it does.</summary>
    public static bool MayChange(Principal caller, Run run) => caller.IsAuthenticated && MaySee(caller, run);

    private static SqlValue[] Values(RunFilter filter) => [filter.Owner ?? "", Pattern(filter.Text), filter.Active switch { true => 1, false => 0, _ => -1 }];

    private static string Pattern(string text) => text.Length == 0
        ? ""
        : $"%{text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}
