namespace Tracker.Tests.Operations;

public sealed class ApiDocsTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    [Theory]
    [InlineData("/openapi.json", "openapi", "3.1")]
    [InlineData("/swagger.json", "swagger", "2.0")]
    public async Task Both_versions_describe_rpc_routes_and_others_alike(string path, string field, string version)
    {
        var document = (await fixture.App.GetAsync(path)).Json;
        Assert.StartsWith(version, (string?)document[field]);
        var paths = document["paths"]!.AsObject();
        Assert.Contains("Records an event", (string?)paths["/api/v1alpha1/event"]!["post"]!["summary"]);
        Assert.Contains("Whether the process lives", (string?)paths["/healthz/live"]!["get"]!["summary"]);
        // Pages and what they are made of are nothing to program against.
        string[] forPrograms = ["/api", "/v1/traces", "/healthz/", "/ping/", "/badge/", "/trackers", "/hooks/", "/calendar.ics"];
        Assert.All(paths, p => Assert.Contains(forPrograms, prefix => p.Key.StartsWith(prefix, StringComparison.Ordinal)));
    }
}
