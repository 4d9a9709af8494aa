namespace Tracker.Server.Catalog.Views;

/// <summary>
/// How high each slot of a layer stands: as near to the middle of its neighbours as the order and the room that each
/// needs allow.
/// </summary>
internal static class GraphRows
{
    private const int Rounds = 8;

    // Long edges had rather run level than the nodes beside them stand well.
    private const double PassingWeight = 3;

    /// <param name="order">The slots and their neighbours.</param>
    /// <param name="nodes">How many of the slots are nodes.</param>
    /// <param name="measures">The room that each takes.</param>
    /// <returns>The middle of each slot; the uppermost node begins at 0.</returns>
    public static double[] Find(GraphOrder order, int nodes, GraphMeasures measures)
    {
        var height = Enumerable.Range(0, order.Slots).Select(slot => slot < nodes ? measures.NodeHeight : measures.LaneHeight).ToArray();
        var y = new double[order.Slots];
        foreach (var layer in order.Layers) Place(layer, height, measures.RowGap, nodes, y, slot => 0);
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var layer in order.Layers.Skip(1)) Place(layer, height, measures.RowGap, nodes, y, slot => Middle(order.Previous(slot), y) ?? y[slot]);
            foreach (var layer in order.Layers.Reverse().Skip(1)) Place(layer, height, measures.RowGap, nodes, y, slot => Middle(order.Next(slot), y) ?? y[slot]);
        }

        foreach (var layer in order.Layers) Place(layer, height, measures.RowGap, nodes, y, slot => Middle([.. order.Previous(slot), .. order.Next(slot)], y) ?? y[slot]);
        var top = Enumerable.Range(0, order.Slots).Min(slot => y[slot] - (height[slot] / 2));
        return [.. y.Select(value => Math.Round(value - top, 1))];
    }

    private static double? Middle(IReadOnlyList<int> slots, double[] y) => slots.Count == 0 ? null : slots.Average(slot => y[slot]);

    // Blocks of neighbours that would come too near are put side by side around the middle of what they wish for (pool
    // adjacent violators, the least squares under the order).
    private static void Place(IReadOnlyList<int> layer, double[] height, double gap, int nodes, double[] y, Func<int, double> wish)
    {
        var offsets = new double[layer.Count];
        for (var i = 1; i < layer.Count; i++)
        {
            var between = layer[i - 1] < nodes || layer[i] < nodes ? gap : 0;
            offsets[i] = offsets[i - 1] + ((height[layer[i - 1]] + height[layer[i]]) / 2) + between;
        }

        var blocks = new List<(double At, double Weight, int Count)>();
        for (var i = 0; i < layer.Count; i++)
        {
            var block = (At: wish(layer[i]) - offsets[i], Weight: layer[i] < nodes ? 1 : PassingWeight, Count: 1);
            while (blocks.Count > 0 && blocks[^1].At >= block.At)
            {
                var before = blocks[^1];
                blocks.RemoveAt(blocks.Count - 1);
                var weight = before.Weight + block.Weight;
                block = (((before.At * before.Weight) + (block.At * block.Weight)) / weight, weight, before.Count + block.Count);
            }

            blocks.Add(block);
        }

        var next = 0;
        foreach (var (at, _, count) in blocks)
        {
            for (var i = 0; i < count; i++, next++) y[layer[next]] = at + offsets[next];
        }
    }
}
