namespace Tracker.Server.Catalog.Views;

/// <summary>
/// The order of what stands in each layer, with few crossings: each is drawn to the middle of its neighbours, layer by
/// layer to and fro, and the best of all rounds is kept. An edge over several layers takes a slot in each between.
/// </summary>
internal sealed class GraphOrder
{
    private const int Rounds = 10;

    // Beyond that, long edges are drawn straight across: nobody could follow them anyway.
    private const int MaxSlots = 6000;

    private readonly List<int> _layerOf = [];
    private readonly List<List<int>> _previous = [];
    private readonly List<List<int>> _next = [];
    private List<int>[] _layers;
    private int[] _position = [];

    private GraphOrder(int layers) => _layers = GraphLayers.Lists(layers);

    /// <summary>Slots from top to bottom, by layer. The first slots are the nodes, the others are where edges pass.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Layers => _layers;

    /// <summary>The slots of each edge from left to right.</summary>
    public List<int[]> Paths { get; } = [];

    public int Slots => _layerOf.Count;

    public long Work { get; private set; }

    public int Layer(int slot) => _layerOf[slot];

    public IReadOnlyList<int> Previous(int slot) => _previous[slot];

    public IReadOnlyList<int> Next(int slot) => _next[slot];

    public static GraphOrder Find(GraphLayers layers, IReadOnlyList<(int From, int To)> edges)
    {
        var order = new GraphOrder(layers.Of.Max() + 1);
        foreach (var layer in layers.Of) order.Add(layer);
        foreach (var ((from, to), back) in edges.Zip(layers.Turned)) order.AddEdge(back ? to : from, back ? from : to);
        var rank = order.FirstRanks(layers.Rank);
        foreach (var slot in Enumerable.Range(0, order.Slots).OrderBy(slot => rank[slot])) order._layers[order._layerOf[slot]].Add(slot);
        order._position = new int[order.Slots];
        for (var i = 0; i < order._layers.Length; i++) order.Number(i);
        order.Improve();
        return order;
    }

    private int Add(int layer)
    {
        _layerOf.Add(layer);
        _previous.Add([]);
        _next.Add([]);
        return Slots - 1;
    }

    private void AddEdge(int left, int right)
    {
        var path = new List<int> { left };
        if (Slots < MaxSlots)
        {
            for (var layer = _layerOf[left] + 1; layer < _layerOf[right]; layer++) path.Add(Add(layer));
        }

        path.Add(right);
        Paths.Add([.. path]);
        foreach (var (one, other) in path.Zip(path.Skip(1)).Where(pair => _layerOf[pair.Second] == _layerOf[pair.First] + 1))
        {
            _next[one].Add(other);
            _previous[other].Add(one);
        }
    }

    // A passing edge starts beside the node that it comes from.
    private int[] FirstRanks(int[] nodes)
    {
        var ranks = new int[Slots];
        nodes.CopyTo(ranks, 0);
        foreach (var path in Paths)
        {
            foreach (var slot in path[1..^1]) ranks[slot] = ranks[path[0]];
        }

        return ranks;
    }

    private void Improve()
    {
        var best = Copy();
        var fewest = Crossings();
        for (var round = 0; round < Rounds && fewest > 0; round++)
        {
            for (var i = 1; i < _layers.Length; i++) Sort(i, _previous);
            for (var i = _layers.Length - 2; i >= 0; i--) Sort(i, _next);
            var crossings = Crossings();
            if (crossings >= fewest) continue;
            (best, fewest) = (Copy(), crossings);
        }

        _layers = best;
    }

    private List<int>[] Copy() => [.. _layers.Select(layer => layer.ToList())];

    private void Sort(int layer, List<List<int>> neighbours)
    {
        _layers[layer] = [.. _layers[layer].OrderBy(slot => neighbours[slot].Count == 0 ? _position[slot] : neighbours[slot].Average(one => _position[one]))];
        Number(layer);
        Work += _layers[layer].Sum(slot => 1 + neighbours[slot].Count);
    }

    private void Number(int layer)
    {
        for (var i = 0; i < _layers[layer].Count; i++) _position[_layers[layer][i]] = i;
    }

    // Pairs out of order, counted while they are put in order, layer by layer.
    private long Crossings()
    {
        var crossings = 0L;
        foreach (var layer in _layers.SkipLast(1))
        {
            var ends = layer.SelectMany(slot => _next[slot].Select(one => _position[one]).Order()).ToArray();
            crossings += Inversions(ends, new int[ends.Length], 0, ends.Length);
            Work += ends.Length;
        }

        return crossings;
    }

    private static long Inversions(int[] values, int[] spare, int start, int end)
    {
        if (end - start < 2) return 0;
        var middle = (start + end) / 2;
        var count = Inversions(values, spare, start, middle) + Inversions(values, spare, middle, end);
        var (left, right) = (start, middle);
        for (var i = start; i < end; i++)
        {
            var fromRight = left == middle || (right < end && values[right] < values[left]);
            if (fromRight) count += middle - left;
            spare[i] = fromRight ? values[right++] : values[left++];
        }

        Array.Copy(spare, start, values, start, end - start);
        return count;
    }
}
