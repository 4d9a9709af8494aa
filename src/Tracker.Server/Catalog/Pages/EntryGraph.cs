using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog.Views;

namespace Tracker.Server.Catalog.Pages;

/// <summary>The surroundings of one entry as a drawing.</summary>
internal static class EntryGraph
{
    /// <summary>More than that in one picture can be found, but not read.</summary>
    public const int MaxDrawn = 80;

    /// <summary>The nearest ones of the answer, dependents before dependencies, as the layout likes them.</summary>
    public static DrawnGraph Of(GetDependencyGraphResponse around, int most = MaxDrawn)
    {
        var nodes = around.Nodes.Take(most).OrderBy(n => n.Distance).ThenBy(n => n.Name, StringComparer.Ordinal)
            .Select(n => new DrawnNode(n.Name, n.Name, CatalogLinks.Entry(n.Name)) { Type = n.Type, Owner = n.Owner, Known = n.Known, Focus = n.Distance == 0 })
            .ToList();
        return DrawnGraph.Of(nodes, around.Edges.Select(e => (e.From, e.To, 1)));
    }
}
