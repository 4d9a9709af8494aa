using Tracker.Server.Catalog.Views;

namespace Tracker.Tests.Catalog.Views;

public sealed class LayeredLayoutTests
{
    private static readonly GraphMeasures Measures = new();

    [Fact]
    public void A_chain_runs_from_left_to_right_on_one_line()
    {
        var layout = LayeredLayout.Of(3, [(1, 0), (0, 2)]);
        Assert.True(layout.Nodes[1].X < layout.Nodes[0].X && layout.Nodes[0].X < layout.Nodes[2].X);
        Assert.Single(layout.Nodes.Select(node => node.Y).Distinct());
        Assert.Equal(new GraphPoint(layout.Nodes[1].X + Measures.NodeWidth, Measures.NodeHeight / 2), layout.Edges[0].Points[0]);
        Assert.Equal(new GraphPoint(layout.Nodes[0].X, Measures.NodeHeight / 2), layout.Edges[0].Points[^1]);
    }

    [Fact]
    public void What_depends_on_the_middle_stands_beside_it_however_long_the_other_ways_are()
    {
        // 0 → 1 → 2 → 3 (the middle) and 4 → 3 alone.
        var layout = LayeredLayout.Of(5, [(0, 1), (1, 2), (2, 3), (4, 3)]);
        Assert.Equal(layout.Nodes[2].X, layout.Nodes[4].X);
    }

    [Fact]
    public void Two_pairs_are_not_crossed()
    {
        var layout = LayeredLayout.Of(4, [(0, 3), (1, 2), (0, 2), (1, 3)]);
        Assert.Equal(1, Crossings(layout));
        layout = LayeredLayout.Of(6, [(0, 5), (1, 4), (2, 3), (0, 4), (1, 3)]);
        Assert.Equal(0, Crossings(layout));
    }

    [Fact]
    public void The_edge_that_closes_a_cycle_is_the_one_that_leads_back_to_the_first()
    {
        var layout = LayeredLayout.Of(3, [(0, 1), (1, 2), (2, 0)]);
        Assert.Equal([false, false, true], layout.Edges.Select(edge => edge.Turned));
        AssertTidy(layout, [(0, 1), (1, 2), (2, 0)]);
        Assert.Empty(LayeredLayout.Of(2, [(0, 1), (1, 1)]).Edges[1].Points);
    }

    [Fact]
    public void Parts_that_have_nothing_to_do_with_each_other_stand_apart()
    {
        var layout = LayeredLayout.Of(30, [(3, 4), (4, 5)]);
        AssertTidy(layout, [(3, 4), (4, 5)]);
        Assert.Equal(0, layout.Nodes[3].Y);
        Assert.True(layout.Width <= Measures.PageWidth);
        Assert.Equal(0, LayeredLayout.Of(0, []).Height);
    }

    [Theory, InlineData(1, 12, 20), InlineData(2, 60, 90), InlineData(3, 250, 400), InlineData(4, 500, 1500), InlineData(5, 80, 1200)]
    public void A_graph_of_any_kind_is_tidy_repeatable_and_soon_laid_out(int seed, int nodes, int edges)
    {
        var random = new Random(seed);
        var links = Enumerable.Range(0, edges).Select(_ => (From: random.Next(nodes), To: random.Next(nodes)))
            .Where(edge => edge.From != edge.To).Distinct().ToList();
        var layout = LayeredLayout.Of(nodes, links);
        AssertTidy(layout, links);
        var again = LayeredLayout.Of(nodes, links);
        Assert.Equal(layout.Nodes, again.Nodes);
        Assert.Equal(layout.Edges.SelectMany(edge => edge.Points), again.Edges.SelectMany(edge => edge.Points));
        // A few for each edge and each slot it takes, never for each pair of them.
        Assert.InRange(layout.Work, 1, 1_000_000);
    }

    private static void AssertTidy(GraphLayout layout, IReadOnlyList<(int From, int To)> edges)
    {
        for (var i = 0; i < layout.Nodes.Count; i++)
        {
            var one = layout.Nodes[i];
            Assert.InRange(one.X, 0, layout.Width - Measures.NodeWidth);
            Assert.InRange(one.Y, 0, layout.Height - Measures.NodeHeight);
            for (var j = i + 1; j < layout.Nodes.Count; j++)
            {
                var other = layout.Nodes[j];
                Assert.True(Math.Abs(one.X - other.X) >= Measures.NodeWidth || Math.Abs(one.Y - other.Y) >= Measures.NodeHeight, $"{i} and {j} overlap");
            }
        }

        foreach (var ((from, to), route) in edges.Zip(layout.Edges))
        {
            var (left, right) = route.Turned ? (to, from) : (from, to);
            Assert.True(layout.Nodes[left].X < layout.Nodes[right].X);
            Assert.Equal(layout.Nodes[left].X + Measures.NodeWidth, route.Points[0].X);
            Assert.Equal(layout.Nodes[right].X, route.Points[^1].X);
            Assert.Equal(route.Points.OrderBy(point => point.X), route.Points);
        }

        // Where an edge runs past a column it runs past the nodes of it, not over them.
        foreach (var route in layout.Edges)
        {
            for (var i = 1; i + 1 < route.Points.Count; i += 2)
            {
                var at = route.Points[i];
                Assert.DoesNotContain(layout.Nodes, node => Math.Abs(node.X - at.X) < 1 && at.Y > node.Y && at.Y < node.Y + Measures.NodeHeight);
            }
        }
    }

    private static int Crossings(GraphLayout layout)
    {
        var count = 0;
        for (var i = 0; i < layout.Edges.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var (one, other) = (layout.Edges[i].Points, layout.Edges[j].Points);
                if ((one[0].Y - other[0].Y) * (one[^1].Y - other[^1].Y) < 0) count++;
            }
        }

        return count;
    }
}
