namespace Tracker.Server.Catalog.Views;

/// <summary>
/// Puts the nodes of a graph into layers so that every edge leads to a later one. The edges that close a cycle are turned
/// round for that; which they are follows from the order of the nodes: earlier ones tend to the left.
/// </summary>
internal sealed class GraphLayers
{
    private GraphLayers(int[] layers, int[] rank, bool[] turned) => (Of, Rank, Turned) = (layers, rank, turned);

    /// <summary>The layer of each node, from 0 without gaps.</summary>
    public int[] Of { get; }

    /// <summary>An order in which no edge leads back, families together.</summary>
    public int[] Rank { get; }

    public bool[] Turned { get; }

    public static GraphLayers Find(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var rank = ReversePostorder(count, edges);
        var turned = edges.Select(e => rank[e.From] > rank[e.To]).ToArray();
        var next = Lists(count);
        var previous = Lists(count);
        foreach (var ((from, to), back) in edges.Zip(turned))
        {
            next[back ? to : from].Add(back ? from : to);
            previous[back ? from : to].Add(back ? to : from);
        }

        var inOrder = Enumerable.Range(0, count).OrderBy(node => rank[node]).ToArray();
        var layers = new int[count];
        foreach (var node in inOrder)
        {
            foreach (var one in next[node]) layers[one] = Math.Max(layers[one], layers[node] + 1);
        }

        // What leads on to more than it comes from stands near to where it leads: its edges are shorter so.
        foreach (var node in inOrder.Reverse().Where(node => next[node].Count > previous[node].Count))
        {
            layers[node] = next[node].Min(one => layers[one]) - 1;
        }

        var used = layers.Distinct().Order().Select((layer, i) => (layer, i)).ToDictionary(pair => pair.layer, pair => pair.i);
        return new([.. layers.Select(layer => used[layer])], rank, turned);
    }

    // In this order every edge leads forward but those that close a cycle.
    private static int[] ReversePostorder(int count, IReadOnlyList<(int From, int To)> edges)
    {
        var next = Lists(count);
        foreach (var (from, to) in edges) next[from].Add(to);
        var (rank, seen, at, left) = (new int[count], new bool[count], new int[count], count);
        var path = new Stack<int>();
        // From the first on: of a cycle, the edge that leads back to the first of it is cut.
        for (var root = 0; root < count; root++)
        {
            if (!seen[root]) Enter(root);
            while (path.TryPeek(out var node))
            {
                if (at[node] == next[node].Count)
                {
                    rank[path.Pop()] = --left;
                    continue;
                }

                var one = next[node][at[node]++];
                if (!seen[one]) Enter(one);
            }
        }

        return rank;

        void Enter(int node)
        {
            seen[node] = true;
            path.Push(node);
        }
    }

    internal static List<int>[] Lists(int count)
    {
        var lists = new List<int>[count];
        for (var i = 0; i < count; i++) lists[i] = [];
        return lists;
    }
}
