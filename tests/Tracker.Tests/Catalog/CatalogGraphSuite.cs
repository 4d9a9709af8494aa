using Tracker.Testing;

namespace Tracker.Tests.Catalog;

public abstract partial class CatalogContractSuite
{
    [Fact]
    public async Task The_graph_joins_what_either_side_declares()
    {
        var p = Some.Name("g");
        await PutAsync($"{p}-a", new { dependenciesOut = new[] { $"{p}-b" }, type = "project", owner = "team" });
        await PutAsync($"{p}-b", new { dependenciesIn = new[] { $"{p}-a", $"{p}-x" }, dependenciesOut = new[] { $"{p}-c", $"{p}-b" } });
        await PutAsync($"{p}-c", new { dependenciesOut = new[] { $"{p}-a" } });

        var near = await app.GetAsync($"{Api}/catalog/{p}-b/graph");
        Assert.Equal([("b", 0, true), ("a", -1, true), ("c", 1, true), ("x", -1, false)], Nodes(near, p));
        Assert.Equal([("a", "b"), ("b", "c"), ("c", "a"), ("x", "b")], Edges(near, p));
        Assert.Equal(("project", "team"), (near.TextAt("nodes.1.type"), near.TextAt("nodes.1.owner")));

        // A circle: a is two steps away downwards and one step upwards.
        var far = await app.GetAsync($"{Api}/catalog/{p}-b/graph?depth=5");
        Assert.Equal(Nodes(near, p), Nodes(far, p));
        // Of a name without an entry it is known who depends on it.
        Assert.Equal([("x", 0, false), ("b", 1, true)], Nodes(await app.GetAsync($"{Api}/catalog/{p}-x/graph"), p));
        Assert.Equal("false", far.TextAt("truncated"));
        Assert.Equal(400, (await app.GetAsync($"{Api}/catalog/{p}-b/graph?depth=6")).Status);

        await app.PutAsync($"{Api}/catalog/{p}-b/dependencies", new { });
        Assert.Equal([("a", "b"), ("c", "a")], Edges(await app.GetAsync($"{Api}/catalog/{p}-b/graph?depth=2"), p));
        await app.DeleteAsync($"{Api}/catalog?name={p}-a");
        Assert.Equal([("b", 0, true)], Nodes(await app.GetAsync($"{Api}/catalog/{p}-b/graph"), p));
    }

    [Fact]
    public async Task The_graph_reaches_as_deep_as_asked_and_no_wider_than_allowed()
    {
        var p = Some.Name("d");
        for (var i = 0; i < 7; i++) await PutAsync($"{p}-{i}", new { dependenciesOut = new[] { $"{p}-{i + 1}" } });
        Assert.Equal(4, Nodes(await app.GetAsync($"{Api}/catalog/{p}-0/graph?depth=3"), p).Count);
        Assert.Equal(6, Nodes(await app.GetAsync($"{Api}/catalog/{p}-0/graph?depth=5"), p).Count);
        Assert.Equal([0, -1, 1, -2, 2], Nodes(await app.GetAsync($"{Api}/catalog/{p}-3/graph?depth=2"), p).Select(n => n.Distance));

        await PutAsync($"{p}-hub", new { dependenciesOut = Enumerable.Range(0, 700).Select(i => $"{p}-leaf{i:000}") });
        var hub = await app.GetAsync($"{Api}/catalog/{p}-hub/graph?depth=3");
        Assert.Equal((500, "true"), (Nodes(hub, p).Count, hub.TextAt("truncated")));
        Assert.Equal("leaf498", Nodes(hub, p)[^1].Name);
        Assert.Equal(499, Edges(hub, p).Count);
    }

    private static List<(string Name, int Distance, bool Known)> Nodes(Answer graph, string prefix) =>
        [.. graph.At("nodes")!.AsArray().Select(n => (((string)n!["name"]!)[(prefix.Length + 1)..], (int)n["distance"]!, (bool)n["known"]!))];

    private static List<(string, string)> Edges(Answer graph, string prefix) =>
        [.. graph.At("edges")!.AsArray().Select(e => (((string)e!["from"]!)[(prefix.Length + 1)..], ((string)e["to"]!)[(prefix.Length + 1)..]))];
}
