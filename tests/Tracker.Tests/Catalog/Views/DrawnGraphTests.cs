using Tracker.Server.Catalog.Views;

namespace Tracker.Tests.Catalog.Views;

public sealed class DrawnGraphTests
{
    private static readonly DrawnNode[] Nodes = [Node("a"), Node("b"), Node("c")];

    [Fact]
    public void Edges_of_the_same_two_are_counted_and_those_to_elsewhere_left_out()
    {
        var graph = DrawnGraph.Of(Nodes, [("a", "b", 1), ("b", "c", 1), ("a", "b", 2), ("a", "nowhere", 1)]);
        Assert.Equal([new(0, 1, 3), new(1, 2, 1)], graph.Edges);
    }

    [Fact]
    public void What_has_no_edge_is_put_aside()
    {
        var (joined, lonely) = DrawnGraph.Of(Nodes, [("a", "c", 2)]).Part();
        Assert.Equal(["a", "c"], joined.Nodes.Select(n => n.Key));
        Assert.Equal([new(0, 1, 2)], joined.Edges);
        Assert.Equal(["b"], lonely!.Nodes.Select(n => n.Key));
        Assert.Null(DrawnGraph.Of(Nodes, [("a", "b", 1), ("b", "c", 1)]).Part().Lonely);
    }

    [Fact]
    public void Values_are_told_in_words()
    {
        Assert.Equal("Cloud run", CatalogWords.Of(Protocol.Catalogs.Platform.CloudRun));
        Assert.Equal("Go", CatalogWords.Of(Protocol.Catalogs.Languages.Golang));
        Assert.Equal("", CatalogWords.Of(Protocol.Catalogs.Type.Unspecified));
    }

    private static DrawnNode Node(string name) => new(name, name, "/catalog/entry/" + name);
}
