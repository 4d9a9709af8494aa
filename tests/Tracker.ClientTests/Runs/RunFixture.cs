using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Tracker.Testing;

[assembly: UnsupportedOSPlatform("windows")]

namespace Tracker.ClientTests.Runs;

/// <summary>A real server, and a home of its own for the wrapper.</summary>
public sealed class RunFixture : IAsyncLifetime
{
    public const string Key = "a key for runs";

    private TrackerApp? _app;

    public TrackerApp App => _app ?? throw new InvalidOperationException("The server has not been started.");

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = Key, ["ADMIN_KEY"] = Key + ", and more" });
        _app.Http.DefaultRequestHeaders.Add("X-API-KEY", Key);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    /// <summary>The only run of a name.</summary>
    public async Task<JsonNode> RunOfAsync(string name)
    {
        var list = (await App.GetAsync($"/api/v1/test?q={Uri.EscapeDataString(name)}")).Json.AsArray();
        return (await App.GetAsync($"/api/v1/test/{Assert.Single(list)!["id"]}")).Json;
    }
}
