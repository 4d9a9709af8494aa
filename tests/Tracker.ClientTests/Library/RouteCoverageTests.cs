using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracker.Client;
using Tracker.Client.Connect;

namespace Tracker.ClientTests.Library;

/// <summary>What the server documents, the client can do, and the other way round.</summary>
public sealed partial class RouteCoverageTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private static readonly string[] Tags =
    [
        "EventService", "CatalogService", "LockService", "FreezeService", "Tasks", "Pings", "Badges", "Timelines", "Runs", "Releases", "ActivityService", "InsightsService",
    ];

    private static readonly Dictionary<string, string> LeftOut = new()
    {
        ["POST /v1/traces"] = "what OpenTelemetry's own exporters call",
        ["GET /api/v1alpha1/unlock/{}"] = "the same as DELETE /api/v1alpha1/lock/{id}, and changes something by GET",
        ["GET /ping/{}"] = "the same as POST, as its other verbs are",
        ["HEAD /ping/{}"] = "the same as POST",
        ["GET /ping/{}/{}"] = "the same as POST",
        ["HEAD /ping/{}/{}"] = "the same as POST",
        ["GET /ping/{}/{}/{}"] = "the same as POST",
        ["HEAD /ping/{}/{}/{}"] = "the same as POST",
    };

    [Fact]
    public async Task Every_documented_operation_of_a_module_has_a_method()
    {
        var documented = await DocumentedAsync();

        Assert.True(documented.Count > 70, $"Only {documented.Count} operations are documented: are these the modules' tags?");
        Assert.Empty(documented.Except(Declared()).Except(LeftOut.Keys));
    }

    [Fact]
    public async Task Every_route_of_the_client_is_documented() => Assert.Empty(Declared().Except(await DocumentedAsync()));

    [Fact]
    public void Every_route_is_used_by_a_method_of_its_class() =>
        // The compiler refuses private fields that nobody reads (.editorconfig of the library), so routes must be private.
        Assert.All(RouteFields(), f => Assert.True(f.IsPrivate, $"{f.DeclaringType!.Name}.{f.Name} must be private."));

    private async Task<HashSet<string>> DocumentedAsync()
    {
        var document = (await server.App.GetAsync("/openapi.json")).Json;
        return
        [
            .. from path in document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               where operation.Value is JsonObject o && o["tags"] is JsonArray tags && tags.Any(t => Tags.Contains((string?)t))
               select $"{operation.Key.ToUpperInvariant()} {Normal(path.Key)}",
        ];
    }

    private static IEnumerable<string> Declared() => RouteFields().Select(f => (Route)f.GetValue(null)!).Select(r => $"{r.Method} {Normal(r.Template)}");

    private static IEnumerable<FieldInfo> RouteFields() => typeof(TrackerClient).Assembly.GetTypes()
        .SelectMany(t => t.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(f => f.FieldType == typeof(Route));

    private static string Normal(string path) => Name().Replace(path, "{}");

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Name();
}
