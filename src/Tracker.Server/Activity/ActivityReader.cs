using System.Data.Common;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Activity;

/// <summary>Reads the feed for people and programs. What belongs to one principal is shown to nobody else but administrators.</summary>
[ModuleService]
public sealed class ActivityReader(IDatabase database)
{
    /// <summary>So many rows are looked through for one answer.</summary>
    public const int MostLookedThrough = 20_000;

    internal const string Columns = "id, at, module, kind, subject, severity, title, link, service, environment, host, tags, visible_to";

    private const string ById = $"SELECT {Columns} FROM activity WHERE id = $1";

    /// <summary>The newest first. The page may be empty though more fits, further back: go on from its <see cref="ActivityPage.Next"/>.</summary>
    public async Task<ActivityPage> ListAsync(ActivityQuery query, Principal reader, CancellationToken ct)
    {
        var limit = Math.Clamp(query.Limit, 1, ActivityQuery.MostRows);
        var filter = new ActivityFilter(query, reader);
        await using var connection = await database.OpenReadAsync(ct);
        List<ActivityRow> rows = [];
        // Mostly the page is among the first few; what is rare costs a second look.
        foreach (var looked in (int[])[4 * (limit + 1), MostLookedThrough])
        {
            rows = await connection.QueryAsync(
                $"""
                SELECT {Columns} FROM (SELECT {Columns} FROM activity {filter.Found} ORDER BY at DESC, id DESC LIMIT {looked}) AS newest
                {filter.Looked} ORDER BY at DESC, id DESC LIMIT {limit + 1}
                """,
                Read, ct, filter.Values);
            if (rows.Count <= limit) continue;
            rows.RemoveAt(limit);
            return new(rows, PlaceOf(rows[^1]));
        }

        return new(rows, await LastLookedAtAsync(connection, filter, ct));
    }

    /// <summary>How many rows of each module there are in each span of <see cref="ActivityCounts.Slot"/>.</summary>
    public async Task<ActivityCounts> CountAsync(ActivityQuery query, Principal reader, CancellationToken ct)
    {
        var filter = new ActivityFilter(query with { After = null }, reader);
        await using var connection = await database.OpenReadAsync(ct);
        var slots = await connection.QueryAsync(
            $"""
            SELECT slot, module, count(*) FROM (
              SELECT at / {(long)ActivityCounts.Slot.TotalMicroseconds} AS slot, module, kind, title, severity, environment, host, visible_to
              FROM activity {filter.Found} ORDER BY at DESC, id DESC LIMIT {MostLookedThrough}) AS newest
            {filter.Looked} GROUP BY slot, module ORDER BY slot, module
            """,
            r => new ActivityCount(DateTimeOffset.UnixEpoch + (r.GetInt64(0) * ActivityCounts.Slot), r.GetString(1), r.GetInt64(2)), ct, filter.Values);
        var last = await LastLookedAtAsync(connection, filter, ct);
        return new(slots, last is { } place ? Instant.FromMicroseconds(place.At) : null);
    }

    /// <summary>Null when there is none that this principal may see.</summary>
    public async Task<ActivityRow?> FindAsync(long id, Principal reader, CancellationToken ct) =>
        await database.FirstAsync(ById, Read, ct, id) is { } row && MaySee(reader, row.Entry) ? row : null;

    internal static bool MaySee(Principal reader, ActivityEntry entry) =>
        entry.VisibleTo is not { } owner || reader.SeesEverybodys || (reader.IsAuthenticated && owner == reader.Id);

    internal static ActivityRow Read(DbDataReader r) => new(
        r.GetInt64(0),
        new(r.GetInstant(1), r.GetString(2), r.GetString(3), r.GetString(4), (Severity)r.GetInt32(5), r.GetString(6), r.GetString(7))
        {
            Service = r.GetText(8),
            Environment = r.GetText(9),
            Host = r.GetText(10),
            Tags = r.GetText(11),
            VisibleTo = r.GetText(12),
        });

    /// <summary>Where looking through ended; null when all there is was looked through.</summary>
    private static Task<ActivityPlace?> LastLookedAtAsync(DbConnection connection, ActivityFilter filter, CancellationToken ct) => connection.FirstAsync(
        $"SELECT at, id FROM activity {filter.Found} ORDER BY at DESC, id DESC LIMIT 1 OFFSET {MostLookedThrough - 1}",
        r => (ActivityPlace?)new ActivityPlace(r.GetInt64(0), r.GetInt64(1)), ct, filter.FoundValues);

    private static ActivityPlace PlaceOf(ActivityRow row) => new(Instant.ToMicroseconds(row.Entry.At), row.Id);
}
