using System.Globalization;
using Tracker.Protocol.Catalogs;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>
/// Who depends on whom. An entry says both what it depends on and what depends on it, and either word makes the same edge.
/// </summary>
public sealed class CatalogGraph(IDatabase database, CatalogMemory memory)
{
    public const int MaxDepth = 5;
    public const int MaxNodes = 500;
    public const int MaxEdges = 5000;

    private const int Chunk = 500;

    /// <summary>What a name depends on and what depends on it, by levels, both ways; a failure when nobody knows the name.</summary>
    public async Task<Outcome<GetDependencyGraphResponse>> AroundAsync(string name, int depth, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var distances = new Dictionary<string, int>(StringComparer.Ordinal) { [name] = 0 };
        var truncated = false;
        List<string> down = [name], up = [name];
        for (var level = 1; level <= depth && !truncated && down.Count + up.Count > 0; level++)
        {
            down = await StepAsync("from_name", "to_name", down);
            up = await StepAsync("to_name", "from_name", up);
            // What is reached both ways at once counts as a dependency: that is the way to read it.
            var found = down.Select(n => (Name: n, Distance: level)).Concat(up.Except(down, StringComparer.Ordinal).Select(n => (Name: n, Distance: -level)))
                .OrderBy(n => n.Name, StringComparer.Ordinal).ToList();
            truncated = distances.Count + found.Count > MaxNodes;
            foreach (var node in found.Take(MaxNodes - distances.Count)) distances.Add(node.Name, node.Distance);
        }

        var known = (await InChunksAsync(distances.Keys, chunk => connection.QueryAsync(
            $"SELECT name, type, owner FROM catalog_entry WHERE name IN ({Places(chunk.Count)})",
            r => new GraphNode { Name = r.GetString(0), Type = (CatalogType)r.GetInt32(1), Owner = r.GetString(2), Known = true }, ct, Values(chunk))))
            .ToDictionary(n => n.Name, StringComparer.Ordinal);
        if (distances.Count == 1 && !known.ContainsKey(name)) return Failure.NotFound($"There is no catalog entry \"{name}\", and none depends on it.");

        var edges = await EdgesAsync(connection, distances.Keys, ct);
        var answer = new GetDependencyGraphResponse { Truncated = truncated || edges.Count > MaxEdges };
        foreach (var (node, distance) in distances.OrderBy(d => Math.Abs(d.Value)).ThenBy(d => d.Key, StringComparer.Ordinal))
        {
            var shown = known.TryGetValue(node, out var entry) ? entry : new GraphNode { Name = node };
            shown.Distance = distance;
            answer.Nodes.Add(shown);
        }

        answer.Edges.Add(edges.Take(MaxEdges));
        return answer;

        // The names one step further that were not reached before. As many as could still be shown are enough.
        async Task<List<string>> StepAsync(string near, string far, List<string> frontier)
        {
            var next = await InChunksAsync(frontier, chunk => connection.QueryAsync(
                $"SELECT DISTINCT {far} FROM catalog_dependency WHERE {near} IN ({Places(chunk.Count)}) ORDER BY {far} LIMIT {distances.Count + MaxNodes + 1}",
                r => r.GetString(0), ct, Values(chunk)));
            return [.. next.Where(n => !distances.ContainsKey(n)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
    }

    private static async Task<List<GraphEdge>> EdgesAsync(System.Data.Common.DbConnection connection, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        var places = Places(names.Count);
        return await connection.QueryAsync(
            $"""
            SELECT DISTINCT from_name, to_name FROM catalog_dependency
            WHERE from_name IN ({places}) AND to_name IN ({places}) ORDER BY from_name, to_name LIMIT {MaxEdges + 1}
            """,
            r => new GraphEdge { From = r.GetString(0), To = r.GetString(1) }, ct, Values(names));
    }

    /// <summary>
    /// The whole picture: each matching entry by itself while there are at most <paramref name="most"/>, else groups of them
    /// with their edges summed up.
    /// </summary>
    public async Task<Architecture> AllAsync(CatalogQuery query, GraphGrouping grouping, int most, CancellationToken ct)
    {
        var filter = new CatalogFilter(database.Sql.Engine, query);
        await using var connection = await database.OpenReadAsync(ct);
        var nodes = await connection.QueryAsync(
            $"SELECT e.name, e.type, e.owner, e.system FROM catalog_entry e {filter.Where} ORDER BY e.name LIMIT {most + 1}",
            r => new ArchitectureNode(r.GetString(0), (CatalogType)r.GetInt32(1), r.GetString(2), r.GetString(3)), ct, filter.Values);
        if (nodes.Count > most)
        {
            return query.IsAll
                ? await memory.RecallAsync($"groups {grouping} {most}", () => GroupedAsync(query, grouping, most, CancellationToken.None), ct)
                : await GroupedAsync(query, grouping, most, ct);
        }

        if (nodes.Count == 0) return new([], [], [], false);
        var edges = await EdgesAsync(connection, [.. nodes.Select(n => n.Name)], ct);
        return new(nodes, [], [.. edges.Take(MaxEdges).Select(e => new ArchitectureEdge(e.From, e.To, 1))], edges.Count > MaxEdges);
    }

    private async Task<Architecture> GroupedAsync(CatalogQuery query, GraphGrouping grouping, int most, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct);
        var column = grouping switch
        {
            GraphGrouping.System => "system",
            GraphGrouping.Type => "type",
            _ => "owner",
        };
        var filter = new CatalogFilter(database.Sql.Engine, query);
        var groups = await connection.QueryAsync(
            $"SELECT e.{column}, count(*) FROM catalog_entry e {filter.Where} GROUP BY e.{column} ORDER BY count(*) DESC, e.{column} LIMIT {most + 1}",
            r => new ArchitectureGroup(NameOf(r), (int)r.GetInt64(1)), ct, filter.Values);
        var shown = groups.Take(most).Select(g => g.Name).ToHashSet(StringComparer.Ordinal);

        var ends = new CatalogFilter(database.Sql.Engine, query, "f", "t");
        ends.And($"f.{column} <> t.{column}");
        var edges = await connection.QueryAsync(
            $"""
            SELECT f.{column}, t.{column}, count(*)
            FROM (SELECT DISTINCT from_name, to_name FROM catalog_dependency) AS d
            JOIN catalog_entry f ON f.name = d.from_name JOIN catalog_entry t ON t.name = d.to_name
            {ends.Where} GROUP BY f.{column}, t.{column} ORDER BY count(*) DESC, f.{column}, t.{column} LIMIT {MaxEdges + 1}
            """,
            r => new ArchitectureEdge(NameOf(r), NameOf(r, 1), (int)r.GetInt64(2)), ct, ends.Values);
        var kept = edges.Where(e => shown.Contains(e.From) && shown.Contains(e.To)).Take(MaxEdges).ToList();
        return new([], [.. groups.Take(most)], kept, groups.Count > most || edges.Count > MaxEdges);

        string NameOf(System.Data.Common.DbDataReader r, int i = 0) =>
            grouping == GraphGrouping.Type ? EnumNames.Of((CatalogType)r.GetInt32(i)) : r.GetString(i);
    }

    private static async Task<List<T>> InChunksAsync<T>(IEnumerable<string> names, Func<IReadOnlyCollection<string>, Task<List<T>>> read)
    {
        var all = new List<T>();
        foreach (var chunk in names.Chunk(Chunk)) all.AddRange(await read(chunk));
        return all;
    }

    private static SqlValue[] Values(IEnumerable<string> names) => [.. names.Select(n => (SqlValue)n)];

    /// <summary><c>$1, $2, …</c></summary>
    private static string Places(int count) => string.Join(", ", Enumerable.Range(1, count).Select(i => "$" + i.ToString(CultureInfo.InvariantCulture)));
}

/// <summary>What entries are put together by.</summary>
public enum GraphGrouping
{
    Owner,
    System,
    Type,
}

/// <summary>Either entries or groups of entries, and how they depend on each other.</summary>
/// <param name="Truncated">Whether there is more than is shown.</param>
public sealed record Architecture(
    IReadOnlyList<ArchitectureNode> Nodes, IReadOnlyList<ArchitectureGroup> Groups, IReadOnlyList<ArchitectureEdge> Edges, bool Truncated);

public sealed record ArchitectureNode(string Name, CatalogType Type, string Owner, string System);

/// <param name="Name">The owner, system or type; empty for entries that name none.</param>
/// <param name="Count">The number of entries.</param>
public sealed record ArchitectureGroup(string Name, int Count);

/// <param name="From">The one that depends: an entry's name or a group's.</param>
/// <param name="To">What it depends on.</param>
/// <param name="Count">How many dependencies between entries this stands for.</param>
public sealed record ArchitectureEdge(string From, string To, int Count);
