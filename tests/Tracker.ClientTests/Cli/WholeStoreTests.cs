using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

/// <summary>Everything that one server has, on another one, as its API shows it; also when the import is cut off.</summary>
public abstract class WholeStoreSuite(string? from, string? to)
{
    // More than the pages of the command have, so that each list is read on.
    private const int Events = 450;
    private const int Samples = 5_200;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_is_the_same_on_another_server_however_often_its_import_is_cut_off()
    {
        using var folder = new TempFolder();
        await using var old = await StartAsync(from);
        await using var fresh = await StartAsync(to);
        await FillAsync(old);
        var file = folder.PathOf("all.ndjson");
        await RunAsync(old, "export", "--file", file);

        var lines = await File.ReadAllLinesAsync(file, Ct);
        var cut = lines.Length / 2;
        await File.WriteAllLinesAsync(file + ".cut", lines[..cut], Ct);
        await RunAsync(fresh, "import", "--file", file + ".cut");
        await RunAsync(fresh, "import", "--file", file);
        await AreSameAsync(old, fresh);
        var again = JsonNode.Parse(await RunAsync(fresh, "import", "--file", file, "--output", "json"))!.AsObject();
        Assert.All(again.Where(k => k.Key != "refused"), kind => Assert.Equal((0, 0), ((int)kind.Value!["stored"]!, (int)kind.Value!["refused"]!)));
        Assert.Equal(Events, (int)again["event"]!["there"]!);
        await AreSameAsync(old, fresh);

        // Those who ping a task go on as before.
        var task = (await fresh.GetAsync("/api/tasks?q=backup")).Json[0]!;
        Assert.Equal(200, (await fresh.PostAsync((string)task["ping_path"]!, null)).Status);
    }

    private static async Task<TrackerApp> StartAsync(string? engine)
    {
        var settings = new Dictionary<string, string> { ["ADMIN_KEY"] = CliServer.AdminKey };
        if (engine is not null) settings["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync();
        var app = await TrackerApp.StartAsync(settings);
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", CliServer.AdminKey);
        return app;
    }

    private static async Task<string> RunAsync(TrackerApp app, params string[] arguments)
    {
        await using var tracker = await CliServer.RunWithAsync(new() { ["TRACKER_SERVER"] = app.HttpAddress.ToString(), ["API_KEY"] = CliServer.AdminKey, ["TRACKER_TOKEN"] = null, ["XDG_CONFIG_HOME"] = null }, null, arguments);
        Assert.True(tracker.ExitCode == 0, tracker.Said);
        Assert.Equal("", tracker.Errors);
        return tracker.Output;
    }

    private static async Task FillAsync(TrackerApp app)
    {
        for (var i = 0; i < Events; i++)
        {
            // Many at one instant, more than a page of them.
            await DoneAsync(app.PostAsync("/api/v1alpha1/event", new { title = $"Event {i}", attributes = new { type = "drift", service = "shop", startDate = i % 3 == 0 ? $"2026-01-{(i % 28) + 1:00}T10:00:00Z" : "2026-02-01T00:00:00Z", message = "naïve “quotes”" } }));
        }

        var ids = (await app.GetAsync("/api/v1alpha1/events/search?service=shop&per_page=5")).At("events")!.AsArray().Select(e => (string)e!["metadata"]!["id"]!).ToList();
        for (var i = 0; i < 120; i++) await DoneAsync(app.PostAsync($"/api/v1alpha1/event/{ids[0]}/changelog", new { entry = new { comment = $"change {i}" } }));
        await DoneAsync(app.PutAsync("/api/v1alpha1/event", new { id = ids[1], attributes = new { status = "success", relatedId = ids[2] } }));
        await DoneAsync(app.PutAsync("/api/v1alpha1/catalog", new { name = "shop", type = "project", owner = "team" }));
        await DoneAsync(app.PutAsync("/api/v1alpha1/catalog/shop/versions", new { availableVersions = new[] { "1.0.0" }, latestVersion = "1.0.0" }));
        await DoneAsync(app.PostAsync("/api/v1alpha1/freeze", new { reason = "Fridays", cron = "0 18 * * 5", durationSeconds = 3600, zone = "Europe/Paris", environment = "production" }));
        await DoneAsync(app.PutAsync("/api/release-environments", new[] { new { name = "development", reach = "major", soak = 60 }, new { name = "production", reach = "none", soak = 0 } }));
        await DoneAsync(app.PostAsync("/trackers", new { id = "shop.api", repo = "acme/shop", branch = "main", paused = true, interval = 600 }));
        await DoneAsync(app.PostAsync("/api/v1alpha1/lock", new { service = "shop", who = "alice", resource = "database", reason = "by hand" }));

        await DoneAsync(app.PostAsync("/api/tasks", new { name = "zz parent", cron = "0 3 * * *", timezone = "Europe/Paris" }));
        await DoneAsync(app.PostAsync("/api/tasks", new { name = "backup", period = "1d", grace = "2h", parent = "zz parent", tags = new[] { "night" } }));
        await DoneAsync(app.PostAsync("/api/tasks", new { name = "daily", datapoints = 3, tolerance = 1 }));
        foreach (var task in (await app.GetAsync("/api/tasks")).Json.AsArray())
        {
            for (var i = 3; i >= 0; i--) await DoneAsync(app.PostAsync($"{task!["ping_path"]}/0?time={Uri.EscapeDataString(DateTimeOffset.UtcNow.AddHours(-20 * i).ToString("O", CultureInfo.InvariantCulture))}", null, Some.Name()));
        }

        await DoneAsync(app.PostAsync("/api/contexts/ci%2Fbuild/events", JsonNode.Parse(
            """[{"name":"one","type":3,"time":"2026-03-02T10:00:00Z"},{"name":"a.b","type":0,"time":"2026-03-02T10:00:01Z","host":"h"},{"name":"a.b","type":1,"time":"2026-03-02T10:00:05Z","host":"h","status":"failed"}]""")));
        var outer = (await DoneAsync(app.PostAsync("/api/v1/test", new { name = "build", start_time = "2026-03-01T10:00:00.5Z", interval = 0.5, threshold = 0.25, tags = new[] { "ci" } }))).TextAt("id");
        var inner = (await DoneAsync(app.PostAsync("/api/v1/test", new { name = "compile", start_time = "2026-03-01T10:00:01Z", parent = long.Parse(outer, CultureInfo.InvariantCulture) }))).TextAt("id");
        var start = new DateTimeOffset(2026, 3, 1, 10, 0, 2, TimeSpan.Zero);
        await DoneAsync(app.PostAsync($"/api/v1/test/{outer}/usage", Enumerable.Range(0, Samples).Select(i => new { cpu_usage = i % 100 / 100.0, timestamp = start.AddMilliseconds(500 * i) })));
        await DoneAsync(app.PostAsync($"/api/v1/test/{outer}/stop", new { end_time = start.AddHours(1), exit_code = 3, cpu_seconds = 12.5, peak_memory = 1000 }));
        await DoneAsync(app.PostAsync($"/api/v1/test/{inner}/stop", new { end_time = start.AddMinutes(1), exit_code = 0 }));
    }

    private static async Task<Answer> DoneAsync(Task<Answer> asked)
    {
        var answer = await asked;
        Assert.True(answer.Status is >= 200 and < 300, answer.Text);
        return answer;
    }

    /// <summary>All of it as the API shows it, without what is a server's own: numbers, and when it was told.</summary>
    private static async Task<List<string>> ShowAsync(TrackerApp app)
    {
        var all = new JsonObject();
        string[] paths =
        [
            "/api/v1alpha1/events/search?per_page=1000", "/api/v1alpha1/catalogs/list", "/api/v1alpha1/freezes/list", "/api/release-environments", "/trackers?paused=true", "/api/v1alpha1/locks/list",
            "/api/tasks", "/api/contexts/ci%2Fbuild", "/api/contexts/ci%2Fbuild/one",
        ];
        foreach (var path in paths) all[path] = (await DoneAsync(app.GetAsync(path))).Json;
        foreach (var task in all["/api/tasks"]!.AsArray()) all[$"jobs of {task!["name"]}"] = new JsonArray([.. (await DoneAsync(app.GetAsync($"/api/tasks/{task["id"]}/jobs"))).Json.AsArray().OrderBy(j => (string)j!["time"]!, StringComparer.Ordinal).Select(j => j!.DeepClone())]);
        var longest = all["/api/v1alpha1/events/search?per_page=1000"]!["events"]!.AsArray().MaxBy(e => e!["changelog"]!.AsArray().Count)!["metadata"]!["id"];
        all["changelog"] = (await DoneAsync(app.GetAsync($"/api/v1alpha1/event/{longest}/changelog?per_page=1000"))).Json;
        all["runs"] = new JsonArray();
        foreach (var run in (await DoneAsync(app.GetAsync("/api/v1/test?after=0"))).Json.AsArray())
        {
            all["runs"]!.AsArray().Add((await DoneAsync(app.GetAsync($"/api/v1/test/{run!["id"]}"))).Json);
            all[$"usage of {run["name"]}"] = (await DoneAsync(app.GetAsync($"/api/v1/test/{run["id"]}/usage?limit=10000"))).Json;
        }

        return [.. Leaves(Own(all), "")];
    }

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject json => json.SelectMany(p => Leaves(p.Value, $"{path}.{p.Key}")),
        JsonArray array => array.SelectMany((n, i) => Leaves(n, $"{path}[{i}]")),
        _ => [$"{path} = {node?.ToJsonString() ?? "null"}"],
    };

    private static async Task AreSameAsync(TrackerApp old, TrackerApp fresh)
    {
        var (there, here) = (await ShowAsync(old), await ShowAsync(fresh));
        Assert.True(there.Count > 10_000);
        Assert.Empty(there.Except(here).Concat(here.Except(there)).Take(20));
    }

    private static JsonNode Own(JsonNode node)
    {
        // Of events at one instant each server has an order of its own.
        if (node is JsonArray array) return new JsonArray([.. array.Select(n => n is null ? null : Own(n)).OrderBy(n => (n as JsonObject)?["metadata"]?["id"]?.ToString(), StringComparer.Ordinal)]);
        if (node is not JsonObject json) return node.DeepClone();
        var own = new JsonObject();
        foreach (var (name, value) in json)
        {
            // A number is the server's own where nothing else is; locks, freeze windows and catalog entries are declared anew.
            if (name == "id" && value is JsonValue number && long.TryParse(number.ToString(), out _)) continue;
            if (name is "parent" or "token" or "expiresAt" or "updatedAt" or "createdBy" or "state_since" or "why" or "CreatedAt" || (name is "id" or "createdAt" && !json.ContainsKey("slackId"))) continue;
            own[name] = value is null ? null : Own(value);
        }

        return own;
    }
}

public sealed class WholeStoreTests() : WholeStoreSuite(null, null);

public sealed class WholeStoreToPostgresTests : WholeStoreSuite
{
    public WholeStoreToPostgresTests()
        : base(null, "postgres") => Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
}
