using Tracker.Server.Catalog.Views;
using Tracker.Server.Web;

namespace Tracker.Server.Catalog.Pages;

/// <summary>The whole picture as a drawing, of entries or of groups.</summary>
internal static class ArchitectureDrawing
{
    /// <summary>More entries than that are drawn as groups.</summary>
    public const int MaxEntries = 250;

    /// <summary>The entries themselves, put together by owner, system or type.</summary>
    public static Architecture Grouped(Architecture all, GraphGrouping grouping)
    {
        var groupOf = all.Nodes.ToDictionary(n => n.Name, n => GroupOf(n, grouping), StringComparer.Ordinal);
        var groups = all.Nodes.GroupBy(n => groupOf[n.Name], StringComparer.Ordinal).Select(g => new ArchitectureGroup(g.Key, g.Count()))
            .OrderByDescending(g => g.Count).ThenBy(g => g.Name, StringComparer.Ordinal).ToList();
        var edges = all.Edges.GroupBy(e => (From: groupOf[e.From], To: groupOf[e.To])).Where(g => g.Key.From != g.Key.To)
            .Select(g => new ArchitectureEdge(g.Key.From, g.Key.To, g.Sum(e => e.Count))).ToList();
        return new([], groups, edges, all.Truncated);
    }

    /// <param name="all">What there is.</param>
    /// <param name="grouping">What groups, where there are some, are made by.</param>
    /// <param name="query">The page's address, which a click on a group narrows.</param>
    public static DrawnGraph Of(Architecture all, GraphGrouping grouping, QueryState query)
    {
        IReadOnlyList<DrawnNode> nodes = all.Groups.Count > 0
            ? [.. all.Groups.Select(g => new DrawnNode(g.Name, TitleOf(g.Name, grouping), Open(g.Name, grouping, query)) { Members = g.Count })]
            : [.. all.Nodes.Select(n => new DrawnNode(n.Name, n.Name, CatalogLinks.Entry(n.Name)) { Type = n.Type, Owner = n.Owner })];
        return DrawnGraph.Of(nodes, all.Edges.Select(e => (e.From, e.To, e.Count)));
    }

    public static string Key(GraphGrouping grouping) => grouping.ToString().ToLowerInvariant();

    private static string GroupOf(ArchitectureNode node, GraphGrouping grouping) => grouping switch
    {
        GraphGrouping.System => node.System,
        GraphGrouping.Type => Operations.EnumNames.Of(node.Type),
        _ => node.Owner,
    };

    private static string TitleOf(string group, GraphGrouping grouping) => group.Length == 0 ? $"No {Key(grouping)}"
        : grouping == GraphGrouping.Type && Operations.EnumNames.TryParse<CatalogType>(group, out var type) ? CatalogWords.Of(type)
        : group;

    // No filter finds those that have none.
    private static string Open(string group, GraphGrouping grouping, QueryState query) =>
        group.Length == 0 ? "" : query.Without("by").With(Key(grouping), group).ToString();
}
