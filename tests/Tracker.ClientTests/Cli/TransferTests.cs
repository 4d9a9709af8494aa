using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

public sealed class TransferTests(CliServer server) : IClassFixture<CliServer>, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TrackerApp? _other;

    private TrackerApp Other => _other!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _other = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = CliServer.ApiKey, ["ADMIN_KEY"] = CliServer.AdminKey });
        _other.Http.DefaultRequestHeaders.Add("X-API-KEY", CliServer.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        await Other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_exported_is_there_after_an_import_once_however_often()
    {
        var service = await FillAsync();
        var context = Some.Name("moved/ci");
        await server.App.PostAsync($"/api/contexts/{Uri.EscapeDataString(context)}/events", JsonNode.Parse(
            """[{"name":"one","type":3,"time":"2026-03-02T10:00:00Z"},{"name":"a.b","type":0,"time":"2026-03-02T10:00:01Z","host":"h"},{"name":"a.b","type":1,"time":"2026-03-02T10:00:05Z","host":"h","status":"failed"},{"name":"p","type":2,"time":"2026-03-02T10:00:06Z"}]"""));
        await server.OutputAsync("task", "create", service, "--cron", "0 3 * * *", "--timezone", "Europe/Paris", "--tag", "night");
        await server.App.PostAsync("/trackers", new { id = $"{service}.api", repo = "acme/shop", branch = "main", paused = true, interval = 600, token = "a-token-of-git", registry = "quay.io", registrySecret = "a-secret-of-quay" });
        var file = _folder.PathOf("all.ndjson");
        await using (var exported = await CliServer.RunWithAsync(server.Environment(CliServer.AdminKey), null, "export", "--file", file)) Assert.True(exported.ExitCode == 0, exported.Said);
        Assert.False(File.Exists(file + ".partial"));
        Assert.DoesNotMatch("a-token-of-git|a-secret-of-quay", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        for (var round = 0; round < 2; round++) await ImportAsync("import", "--file", file);

        await IsMovedAsync(service);
        Assert.Equal("0 3 * * * Europe/Paris", await Other.GetAsync($"/api/tasks?q={service}") is var tasks ? $"{tasks.At("0.cron")} {tasks.At("0.timezone")}" : "");
        Assert.Equal("main 600", await Other.GetAsync($"/trackers/{service}.api") is var tracker ? $"{tracker.At("branch")} {tracker.At("interval")}" : "");
        var path = $"/api/contexts/{Uri.EscapeDataString(context)}/one";
        Assert.Equal((await server.App.GetAsync(path)).At("Events")!.ToJsonString(), (await Other.GetAsync(path)).At("Events")!.ToJsonString());
    }

    [Fact]
    public async Task A_running_v1alpha1_server_is_read_through_its_API()
    {
        var service = await FillAsync();
        var environment = Environment();
        environment["SOURCE_API_KEY"] = CliServer.ApiKey;
        for (var round = 0; round < 2; round++) await ImportAsync(environment, "import", "v1alpha1", "--url", server.App.HttpAddress.ToString());
        await IsMovedAsync(service);
    }

    [Fact]
    public async Task What_is_no_record_is_told_with_its_line()
    {
        await using var wrong = await CliServer.RunWithAsync(Environment(), "{\"kind\":\"event\",\"data\":{}}\n", "import");
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.DoesNotContain("   at ", wrong.Errors);
        await using var broken = await CliServer.RunWithAsync(Environment(), "\n\nhello\n", "import");
        Assert.Equal(2, broken.ExitCode);
        Assert.Contains("Line 3", broken.Errors);
        await using var refused = await CliServer.RunWithAsync(Environment(), "{\"kind\":\"event\",\"data\":{\"title\":\"\",\"attributes\":{},\"metadata\":{\"id\":\"x\"}}}\n", "import");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("title is required", refused.Errors);
    }

    /// <summary>A deployment in two events, one that is long over without an end, an entry with versions, a lock.</summary>
    private async Task<string> FillAsync()
    {
        var service = Some.Name("moved");
        var id = (await server.OutputAsync("event", "start", "Deploy", "--service", service, "--environment", "production")).TrimEnd();
        await server.OutputAsync("event", "create", "Deployed", "--type", "deployment", "--service", service, "--environment", "production", "--status", "success", "--related", id);
        await server.OutputAsync("event", "create", "Noticed", "--type", "drift", "--service", service, "--start-date", "2026-01-01T00:00:00Z", "--slack-id", service);
        await server.App.PutAsync("/api/v1alpha1/catalog", new { name = service, type = "project", owner = "team" });
        await server.App.PutAsync($"/api/v1alpha1/catalog/{service}/versions", new { availableVersions = new[] { "1.0.0", "2.0.0" }, latestVersion = "2.0.0" });
        await server.OutputAsync("lock", "acquire", service, "--resource", "database", "--who", "alice", "--ttl", "1h");
        return service;
    }

    private async Task IsMovedAsync(string service)
    {
        var events = (await Other.GetAsync($"/api/v1alpha1/events/search?service={service}")).At("events")!.AsArray().ToDictionary(e => (string)e!["title"]!, e => e!);
        Assert.Equal(["Deploy", "Deployed", "Noticed"], events.Keys.Order());
        Assert.Equal((string)events["Deploy"]["metadata"]!["id"]!, (string)events["Deployed"]["attributes"]!["relatedId"]!);
        Assert.Equal("2026-01-01T00:00:00Z", (string)events["Noticed"]["attributes"]!["startDate"]!);
        Assert.Equal(service, (string)events["Noticed"]["metadata"]!["slackId"]!);
        var there = (await server.App.GetAsync($"/api/v1alpha1/events/search?service={service}")).At("events")!.AsArray().ToDictionary(e => (string)e!["title"]!, e => e!);
        Assert.All(events, e => Assert.Equal(there[e.Key].ToJsonString(), e.Value.ToJsonString()));
        var entry = await Other.GetAsync($"/api/v1alpha1/catalog?name={service}");
        Assert.Equal(("team", "2.0.0"), (entry.TextAt("catalog.owner"), entry.TextAt("catalog.latestVersion")));
        var held = (await Other.GetAsync($"/api/v1alpha1/locks/list?service={service}")).At("locks")!.AsArray();
        Assert.Equal("alice database", Assert.Single(held, l => (string)l!["resource"]! == "database") is { } one ? $"{one["who"]} {one["resource"]}" : "");
    }

    private Dictionary<string, string?> Environment() => new(server.Environment(CliServer.AdminKey)) { ["TRACKER_SERVER"] = Other.HttpAddress.ToString() };

    private Task ImportAsync(params string[] arguments) => ImportAsync(Environment(), arguments);

    private static async Task ImportAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        await using var tracker = await CliServer.RunWithAsync(environment, null, arguments);
        Assert.True(tracker.ExitCode == 0, tracker.Said);
        Assert.StartsWith("Stored ", tracker.Output);
    }
}
