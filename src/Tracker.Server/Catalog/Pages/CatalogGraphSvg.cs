using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Catalog.Views;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Catalog.Pages;

/// <summary>Draws a graph: what depends on a thing to its left, what it depends on to its right.</summary>
internal static class CatalogGraphSvg
{
    private const double Margin = 6;
    private const double Letter = 7;
    // Drawn a little smaller, it still fits the page and can be read.
    private const double Fits = 1340;
    // Where an edge back runs beside the one there.
    private const double Aside = 7;
    private static readonly GraphMeasures Measures = new();

    public static MarkupString Draw(DrawnGraph graph, string label) => Build(graph, label, null).ToMarkup();

    /// <summary>A picture for other pages to embed, with its own rules.</summary>
    public static string DrawAlone(DrawnGraph graph, string label, string css) => Build(graph, label, css).ToString();

    private static SvgBuilder Build(DrawnGraph graph, string label, string? css)
    {
        var layout = LayeredLayout.Of(graph.Nodes.Count, [.. graph.Edges.Select(e => (e.From, e.To))], Measures);
        var svg = new SvgBuilder(layout.Width + (2 * Margin), layout.Height + (2 * Margin) + 4, layout.Width <= Fits ? "chart graph fits" : "chart graph", label, links: true);
        if (css is not null) svg.Style(css);
        svg.Group(transform: $"translate({Margin} {Margin})");
        for (var i = 0; i < graph.Edges.Count; i++) DrawEdge(svg, graph, graph.Edges[i], layout.Edges[i]);
        for (var i = 0; i < graph.Nodes.Count; i++) DrawNode(svg, graph.Nodes[i], layout.Nodes[i]);
        return svg.End();
    }

    private static void DrawEdge(SvgBuilder svg, DrawnGraph graph, DrawnEdge edge, GraphRoute route)
    {
        if (route.Points.Count == 0) return;
        var (from, to) = (graph.Nodes[edge.From], graph.Nodes[edge.To]);
        var mark = (from.Focus, to.Focus, route.Turned) switch
        {
            (_, _, true) => from.Members is null ? " turned" : " back",
            (true, _, _) or (_, true, _) => " near",
            _ => "",
        };
        var title = $"{from.Title} depends on {to.Title}{(edge.Count > 1 ? $", {edge.Count.ToString("#,0", CultureInfo.InvariantCulture)} times" : "")}{(route.Turned ? " (closes a cycle)" : "")}";
        IReadOnlyList<GraphPoint> points = route.Turned ? [.. route.Points.Select(point => point with { Y = point.Y + Aside })] : route.Points;
        svg.Group("edge" + mark + Weight(edge.Count)).Title(title).Path(Curve(points));
        DrawHead(svg, points, route.Turned);
        if (edge.Count > 1)
        {
            var at = CountPlace(points, edge.From + edge.To);
            svg.Text(at.X, at.Y + 4, edge.Count.ToString("#,0", CultureInfo.InvariantCulture), "edge-count", "middle");
        }

        svg.End();
    }

    // On the way past a column, where there is one, and not all at the same place; else before the heads meet.
    private static GraphPoint CountPlace(IReadOnlyList<GraphPoint> points, int number)
    {
        if (points.Count > 2) return points[1] with { X = points[1].X + ((points[2].X - points[1].X) * (0.2 + (number % 4 * 0.2))) };
        return new(points[0].X + ((points[1].X - points[0].X) * .35), points[0].Y + ((points[1].Y - points[0].Y) * .28));
    }

    private static string Weight(int count) => count switch { 1 => "", < 5 => " some", < 20 => " many", _ => " most" };

    private static string Curve(IReadOnlyList<GraphPoint> points)
    {
        var path = new System.Text.StringBuilder();
        path.Append(CultureInfo.InvariantCulture, $"M{points[0].X:0.#} {points[0].Y:0.#}");
        for (var i = 1; i < points.Count; i += 2)
        {
            var (from, to) = (points[i - 1], points[i]);
            var middle = (from.X + to.X) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{middle:0.#} {from.Y:0.#} {middle:0.#} {to.Y:0.#} {to.X:0.#} {to.Y:0.#}");
            if (i + 1 < points.Count) path.Append(CultureInfo.InvariantCulture, $"H{points[i + 1].X:0.#}");
        }

        return path.ToString();
    }

    private static void DrawHead(SvgBuilder svg, IReadOnlyList<GraphPoint> points, bool turned)
    {
        var (tip, back) = turned ? (points[0], 7.0) : (points[^1], -7.0);
        svg.Polygon([(tip.X, tip.Y), (tip.X + back, tip.Y - 3.5), (tip.X + back, tip.Y + 3.5)], "head");
    }

    private static void DrawNode(SvgBuilder svg, DrawnNode node, GraphPoint at)
    {
        var (width, height) = (Measures.NodeWidth, Measures.NodeHeight);
        var kind = node switch { { Focus: true } => " focus", { Known: false } => " unknown", { Members: not null } => " group", _ => "" };
        svg.Link(node.Href, "node" + kind).Title(TitleOf(node));
        if (node.Members is not null) svg.Rect(at.X + 4, at.Y + 4, width, height, "behind", 8);
        svg.Rect(at.X, at.Y, width, height, "body", 8);
        var left = 12.0;
        if (node.Members is null)
        {
            var (x, y) = ((at.X + 10).ToString("0.#", CultureInfo.InvariantCulture), (at.Y + 9).ToString("0.#", CultureInfo.InvariantCulture));
            svg.Group("type", $"translate({x} {y}) scale(.667)").Path(CatalogIcons.Of(node.Type)).End();
            left = 33;
        }

        var count = node.Members?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";
        if (count.Length > 0) svg.Text(at.X + width - 11, at.Y + 21.5, count, "count", "end");
        svg.Text(at.X + left, at.Y + 21.5, SvgText.Cut(node.Title, width - left - 8 - (count.Length * 8), Letter), "name");
        svg.End();
    }

    internal static string TitleOf(DrawnNode node)
    {
        var about = node switch
        {
            { Members: { } members } => $"{members} {(members == 1 ? "entry" : "entries")}",
            { Known: false } => "not in the catalog",
            _ => string.Join(", ", new[] { CatalogWords.Of(node.Type), node.Owner }.Where(text => text.Length > 0)),
        };
        return about.Length == 0 ? node.Title : $"{node.Title} ({about})";
    }
}
