namespace Tracker.Server.Catalog.Views;

/// <summary>A graph of entries, or of groups of them, as it is drawn and listed.</summary>
public sealed record DrawnGraph(IReadOnlyList<DrawnNode> Nodes, IReadOnlyList<DrawnEdge> Edges)
{
    /// <summary>Nodes by their place, each edge once.</summary>
    public static DrawnGraph Of(IReadOnlyList<DrawnNode> nodes, IEnumerable<(string From, string To, int Count)> edges)
    {
        var place = nodes.Select((node, i) => (node.Key, i)).ToDictionary(pair => pair.Key, pair => pair.i, StringComparer.Ordinal);
        return new(nodes,
        [
            .. from edge in edges
               where place.ContainsKey(edge.From) && place.ContainsKey(edge.To)
               group edge.Count by (From: place[edge.From], To: place[edge.To]) into same
               orderby same.Key
               select new DrawnEdge(same.Key.From, same.Key.To, same.Sum()),
        ]);
    }

    /// <summary>The nodes that have an edge, with these edges, and those that have none.</summary>
    public (DrawnGraph Joined, DrawnGraph? Lonely) Part()
    {
        var ends = Edges.SelectMany(e => new[] { e.From, e.To }).ToHashSet();
        if (ends.Count == Nodes.Count) return (this, null);
        var joined = Nodes.Where((_, i) => ends.Contains(i)).ToList();
        return (Of(joined, Edges.Select(e => (Nodes[e.From].Key, Nodes[e.To].Key, e.Count))), new([.. Nodes.Where((_, i) => !ends.Contains(i))], []));
    }
}

/// <param name="Key">What edges name it by.</param>
/// <param name="Title">What is written on it.</param>
/// <param name="Href">Where a click leads.</param>
public sealed record DrawnNode(string Key, string Title, string Href)
{
    public CatalogType Type { get; init; }

    public string Owner { get; init; } = "";

    /// <summary>Whether the catalog has an entry of this name.</summary>
    public bool Known { get; init; } = true;

    /// <summary>Whether the page is about this one.</summary>
    public bool Focus { get; init; }

    /// <summary>How many entries it stands for, where it is a group.</summary>
    public int? Members { get; init; }
}

/// <param name="From">The one that depends, by its place in the list.</param>
/// <param name="To">What it depends on.</param>
/// <param name="Count">How many dependencies are drawn as this one.</param>
public sealed record DrawnEdge(int From, int To, int Count = 1);
