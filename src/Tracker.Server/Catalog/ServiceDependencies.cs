using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>What a service depends on.</summary>
/// <param name="Through">The dependency that needs it; null when the service does itself.</param>
[ModuleService]
public sealed record ServiceDependency(string Name, string? Through);

/// <summary>What services depend on, as the catalog's entries on either side declare it: near ones first, no more than a few dozen.</summary>
[ModuleService]
public sealed class ServiceDependencies(IDatabase database)
{
    public const int MostDirect = 24;
    public const int MostIndirect = 48;

    private const string Direct =
        "SELECT DISTINCT to_name FROM catalog_dependency WHERE from_name = $1 AND to_name <> $1 ORDER BY to_name LIMIT $2";

    private static readonly SqlText Indirect = new(sql => $"""
        SELECT d.to_name, min(d.from_name)
        FROM {JsonRows.From(sql, "$1", "near", new JsonColumn("name", IsText: true))} JOIN catalog_dependency AS d ON d.from_name = near.name
        GROUP BY d.to_name ORDER BY d.to_name LIMIT $2
        """);

    /// <summary>Two steps deep.</summary>
    public async Task<IReadOnlyList<ServiceDependency>> OfAsync(string service, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var direct = await connection.QueryAsync(Direct, r => new ServiceDependency(r.GetString(0), null), ct, service, MostDirect);
        if (direct.Count == 0) return direct;
        var known = direct.Select(d => d.Name).Append(service).ToHashSet(StringComparer.Ordinal);
        var further = await connection.QueryAsync(
            Indirect.For(database.Sql), r => new ServiceDependency(r.GetString(0), r.GetString(1)), ct,
            JsonRows.Write(direct.Select(d => new object?[] { d.Name })), MostIndirect + known.Count);
        return [.. direct, .. further.Where(d => !known.Contains(d.Name)).Take(MostIndirect)];
    }
}
