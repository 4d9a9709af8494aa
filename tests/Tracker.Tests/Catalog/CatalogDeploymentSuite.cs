using Tracker.Testing;

namespace Tracker.Tests.Catalog;

public abstract partial class CatalogContractSuite
{
    [Fact]
    public async Task What_runs_where_is_told_by_the_deployments()
    {
        var name = Some.Name("a/b");
        var path = $"{Api}/catalog/{Uri.EscapeDataString(name)}";
        Assert.Empty((await app.GetAsync($"{path}/environments")).At("environments")!.AsArray());
        foreach (var (version, environment) in new[] { ("1.0.0", "production"), ("1.1.0", "UAT"), ("1.1.0", "production") })
        {
            var made = await app.PostAsync($"{Api}/event", new { title = $"Deploy {version}", attributes = new { type = "deployment", status = "success", service = name, version, environment, owner = "ada" } });
            Assert.True(200 == made.Status, made.Text);
        }

        var state = (await app.GetAsync($"{path}/environments")).At("environments")!.AsArray();
        Assert.Equal([("UAT", "1.1.0", ""), ("production", "1.1.0", "1.0.0")], state.Select(s => ((string)s!["environment"]!, (string)s["version"]!, (string)s["previousVersion"]!)));
        Assert.Equal("ada", (string?)state[0]!["owner"]);

        var history = await app.GetAsync($"{path}/deployments?per_page=2");
        Assert.Equal(("3", "Deploy 1.1.0"), (history.TextAt("totalCount"), history.TextAt("deployments.0.title")));
        Assert.Equal(2, history.At("deployments")!.AsArray().Count);
        Assert.Equal("1", (await app.GetAsync($"{path}/deployments?environment=UAT")).TextAt("totalCount"));
        Assert.Equal(["1.1.0", "1.0.0"], (await app.GetAsync($"{path}/deployments?environment=prod")).At("deployments")!.AsArray().Select(d => (string?)d!["version"]));
        foreach (var bad in new[] { "environment=moon", "page=0", "page=1000&per_page=1000" })
        {
            Assert.Equal((bad, 400), (bad, (await app.GetAsync($"{path}/deployments?{bad}")).Status));
        }
    }
}
