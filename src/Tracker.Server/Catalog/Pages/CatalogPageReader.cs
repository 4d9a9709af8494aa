using System.Globalization;
using Tracker.Server.Catalog.Views;
using Tracker.Storage;

namespace Tracker.Server.Catalog.Pages;

/// <summary>What only the pages ask of the store.</summary>
internal sealed class CatalogPageReader(IDatabase database)
{
    public const int MaxUsers = 200;

    /// <summary>How many entries there are of each type.</summary>
    public async Task<List<(CatalogType Type, int Count)>> CountByTypeAsync(CatalogQuery query, CancellationToken ct)
    {
        var filter = new CatalogFilter(database.Sql.Engine, query);
        return await database.QueryAsync(
            $"SELECT e.type, count(*) FROM catalog_entry e {filter.Where} GROUP BY e.type ORDER BY e.type",
            r => ((CatalogType)r.GetInt32(0), (int)r.GetInt64(1)), ct, filter.Values);
    }

    /// <summary>Who uses the entry, and in which version; the first ones by name, and how many there are.</summary>
    public async Task<(List<VersionUse> Users, int Total)> UsersOfAsync(CatalogEntry entry, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var total = (int)await connection.FirstAsync("SELECT count(*) FROM catalog_deliverable WHERE name = $1", r => r.GetInt64(0), ct, entry.Name);
        var users = await connection.QueryAsync(
            $"""
            SELECT e.name, e.type, d.version FROM catalog_deliverable d JOIN catalog_entry e ON e.id = d.entry_id
            WHERE d.name = $1 ORDER BY e.name, d.position LIMIT {MaxUsers}
            """,
            r => VersionUse.Of(r.GetString(0), (CatalogType)r.GetInt32(1), r.GetString(2), entry.LatestVersion, entry.ReferenceVersion), ct, entry.Name);
        return (users, total);
    }

    /// <summary>What the entry uses, beside what the catalog knows of it.</summary>
    public async Task<List<VersionUse>> UsesOfAsync(CatalogEntry entry, CancellationToken ct)
    {
        var names = entry.UsedDeliverables.Select(d => d.Name).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count == 0) return [];
        var places = string.Join(", ", Enumerable.Range(1, names.Count).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
        var known = (await database.QueryAsync(
            $"SELECT name, type, latest_version, reference_version FROM catalog_entry WHERE name IN ({places})",
            r => new KnownDeliverable(r.GetString(0), (CatalogType)r.GetInt32(1), r.GetString(2), r.GetString(3)), ct, [.. names.Select(n => (SqlValue)n)]))
            .ToDictionary(d => d.Name, StringComparer.Ordinal);
        return [.. entry.UsedDeliverables.Select(used => known.TryGetValue(used.Name, out var d)
            ? VersionUse.Of(d.Name, d.Type, used.VersionUsed, d.LatestVersion, d.ReferenceVersion)
            : VersionUse.Of(used.Name, used.Type, used.VersionUsed, "", "") with { Known = false })];
    }
}
