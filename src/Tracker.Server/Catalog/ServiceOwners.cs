using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>Which team owns what, by the catalog.</summary>
[ModuleService]
public sealed class ServiceOwners(IDatabase database)
{
    /// <summary>More than anyone looks through.</summary>
    private const int MaxTeams = 500;

    private const int MaxServices = 10_000;
    private const int MaxNamesAtOnce = 500;

    /// <summary>The teams that own something.</summary>
    public Task<List<string>> TeamsAsync(CancellationToken ct) =>
        database.QueryAsync($"SELECT DISTINCT owner FROM catalog_entry WHERE owner <> '' ORDER BY owner LIMIT {MaxTeams}", r => r.GetString(0), ct);

    /// <summary>What a team owns.</summary>
    public Task<List<string>> ServicesOfAsync(string team, CancellationToken ct) =>
        database.QueryAsync($"SELECT name FROM catalog_entry WHERE owner = $1 ORDER BY name LIMIT {MaxServices}", r => r.GetString(0), ct, team);

    /// <summary>The owner of each of these services that has one.</summary>
    public async Task<Dictionary<string, string>> OfAsync(IEnumerable<string> services, CancellationToken ct)
    {
        var owners = new Dictionary<string, string>();
        foreach (var names in services.Chunk(MaxNamesAtOnce))
        {
            var places = string.Join(", ", Enumerable.Range(1, names.Length).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
            var rows = await database.QueryAsync(
                $"SELECT name, owner FROM catalog_entry WHERE owner <> '' AND name IN ({places})", r => (r.GetString(0), r.GetString(1)), ct,
                names.Select(n => (SqlValue)n).ToArray());
            foreach (var (name, owner) in rows) owners[name] = owner;
        }

        return owners;
    }
}
