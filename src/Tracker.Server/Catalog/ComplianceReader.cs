using Tracker.Protocol.Catalogs;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>Reads what compliance is made of: narrow rows of the indexes alone, never a document.</summary>
public sealed class ComplianceReader(IDatabase database, CatalogMemory memory)
{
    public async Task<Outcome<GetVersionComplianceResponse>> ReadAsync(GetVersionComplianceRequest request, CancellationToken ct)
    {
        if (request.Page is < 1) return Failure.Invalid("page must be 1 or more.");
        var types = request.Types_.Where(t => t != CatalogType.Unspecified).Distinct().ToList();
        if (types.Where(t => !CatalogRules.Deliverables.Contains(t)).Cast<CatalogType?>().FirstOrDefault() is { } other)
        {
            return Failure.Invalid($"types: {EnumNames.Of(other)} is not one of {string.Join(", ", CatalogRules.Deliverables.Select(EnumNames.Of))}.");
        }

        if (types.Count == 0) types.AddRange(CatalogRules.Deliverables);
        types.Sort();
        // Without the caller's token: others may wait for the same.
        var projects = await memory.RecallAsync($"compliance {string.Join(' ', types)}", () => ProjectsAsync(types, CancellationToken.None), ct);
        return Compliance.Of(
            projects, request.Query, request.OutdatedOnly, CatalogRequests.PerPageOf(request.PerPage, CatalogQuery.MaxPerPage), request.Page ?? 1);
    }

    private async Task<IReadOnlyList<ProjectUse>> ProjectsAsync(IReadOnlyList<CatalogType> types, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var known = (await connection.QueryAsync(
            $"SELECT name, type, latest_version, reference_version FROM catalog_entry WHERE type IN ({string.Join(", ", types.Select(t => (int)t))})",
            r => new KnownDeliverable(r.GetString(0), (CatalogType)r.GetInt32(1), r.GetString(2), r.GetString(3)), ct))
            .ToDictionary(d => d.Name, StringComparer.Ordinal);
        var projects = await connection.QueryAsync(
            $"SELECT id, name FROM catalog_entry WHERE type = {(int)CatalogType.Project} ORDER BY name", r => (Key: r.GetInt64(0), Name: r.GetString(1)), ct);
        var uses = projects.ToDictionary(p => p.Key, _ => new List<(KnownDeliverable, string)>());
        if (known.Count > 0 && projects.Count > 0)
        {
            // Each deliverable in turn, as the index has them: its name is looked up once.
            KnownDeliverable? current = null;
            var last = "";
            await connection.QueryAsync("SELECT name, entry_id, version FROM catalog_deliverable ORDER BY name, entry_id", r =>
            {
                var name = r.GetString(0);
                if (name != last) current = known.GetValueOrDefault(last = name);
                if (current is null) return false;
                if (uses.TryGetValue(r.GetInt64(1), out var of)) of.Add((current, r.GetString(2)));
                return true;
            }, ct);
        }

        return projects.ConvertAll(p => new ProjectUse(p.Name, uses[p.Key]));
    }
}
