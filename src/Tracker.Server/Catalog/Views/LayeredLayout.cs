namespace Tracker.Server.Catalog.Views;

/// <summary>
/// Lays out a graph in columns from left to right, after Sugiyama: cycles cut, layers by the longest way, few crossings,
/// then coordinates. Parts that are not connected are laid out each for itself and stand on shelves, the largest first.
/// </summary>
public sealed class LayeredLayout
{
    private readonly GraphMeasures _measures;
    private readonly GraphPoint[] _nodes;
    private readonly GraphRoute[] _routes;
    private readonly IReadOnlyList<(int From, int To)> _edges;
    private double _shelfX;
    private double _shelfY;
    private double _shelfHeight;
    private double _width;
    private long _work;

    private LayeredLayout(int nodes, IReadOnlyList<(int From, int To)> edges, GraphMeasures measures)
    {
        (_measures, _edges, _nodes) = (measures, edges, new GraphPoint[nodes]);
        _routes = [.. edges.Select(_ => new GraphRoute([], false))];
    }

    /// <param name="nodes">How many there are; earlier ones tend to the left and to the top.</param>
    /// <param name="edges">From and to, by the nodes' numbers, each pair once.</param>
    /// <param name="measures">Sizes and distances.</param>
    public static GraphLayout Of(int nodes, IReadOnlyList<(int From, int To)> edges, GraphMeasures? measures = null)
    {
        var layout = new LayeredLayout(nodes, edges, measures ?? new());
        foreach (var part in Parts(nodes, edges)) layout.Place(part);
        return new(layout._nodes, layout._routes, layout._width, nodes == 0 ? 0 : layout._shelfY + layout._shelfHeight, layout._work);
    }

    private static IEnumerable<List<int>> Parts(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        var root = Enumerable.Range(0, nodes).ToArray();
        foreach (var (from, to) in edges)
        {
            var (one, other) = (Root(from), Root(to));
            root[Math.Max(one, other)] = Math.Min(one, other);
        }

        return Enumerable.Range(0, nodes).GroupBy(Root).Select(part => part.ToList()).OrderByDescending(part => part.Count);

        int Root(int node)
        {
            while (root[node] != node) node = root[node] = root[root[node]];
            return node;
        }
    }

    private void Place(List<int> part)
    {
        var local = part.Select((node, i) => (node, i)).ToDictionary(pair => pair.node, pair => pair.i);
        var inside = Enumerable.Range(0, _edges.Count).Where(i => _edges[i].From != _edges[i].To && local.ContainsKey(_edges[i].From)).ToList();
        var edges = inside.Select(i => (local[_edges[i].From], local[_edges[i].To])).ToList();
        var layers = GraphLayers.Find(part.Count, edges);
        var order = GraphOrder.Find(layers, edges);
        var y = GraphRows.Find(order, part.Count, _measures);
        var columns = Columns(order);
        _work += order.Work + _edges.Count + order.Slots;

        var (left, top) = Shelve(columns[^1] + _measures.NodeWidth, Enumerable.Range(0, order.Slots).Max(slot => y[slot] + ((slot < part.Count ? _measures.NodeHeight : _measures.LaneHeight) / 2)));
        for (var i = 0; i < part.Count; i++) _nodes[part[i]] = new(left + columns[order.Layer(i)], top + y[i] - (_measures.NodeHeight / 2));
        for (var i = 0; i < inside.Count; i++)
        {
            var path = order.Paths[i];
            var points = path.SelectMany(slot => new[] { Point(slot, 0), Point(slot, _measures.NodeWidth) }).Skip(1).SkipLast(1);
            _routes[inside[i]] = new([.. points], layers.Turned[i]);
        }

        GraphPoint Point(int slot, double right) => new(left + columns[order.Layer(slot)] + right, top + y[slot]);
    }

    // The more edges bend between two columns, the more room they get.
    private double[] Columns(GraphOrder order)
    {
        var columns = new double[order.Layers.Count];
        for (var i = 1; i < columns.Length; i++)
        {
            var bends = order.Layers[i].Sum(slot => order.Previous(slot).Count);
            columns[i] = columns[i - 1] + _measures.NodeWidth + _measures.ColumnGap + Math.Min(bends, 60);
        }

        return columns;
    }

    private GraphPoint Shelve(double width, double height)
    {
        if (_shelfX > 0 && _shelfX + width > Math.Max(_measures.PageWidth, _width))
        {
            (_shelfY, _shelfX, _shelfHeight) = (_shelfY + _shelfHeight + (2 * _measures.RowGap), 0, 0);
        }

        var place = new GraphPoint(_shelfX, _shelfY);
        _shelfHeight = Math.Max(_shelfHeight, height);
        _width = Math.Max(_width, _shelfX + width);
        _shelfX += width + (2 * _measures.RowGap);
        return place;
    }
}
