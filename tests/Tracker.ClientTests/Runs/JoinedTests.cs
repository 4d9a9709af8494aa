using System.Net;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.ClientTests.Runs;

/// <summary>Timelines, tasks, locks and deployments of the wrapped command.</summary>
public sealed class JoinedTests(RunFixture server) : IClassFixture<RunFixture>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Wrapper _wrapper = new(server.App.HttpAddress) { Grace = "60" };
    private readonly string _service = "service-" + Guid.NewGuid().ToString("N");

    public void Dispose() => _wrapper.Dispose();

    [Theory]
    [InlineData("exit 0", "ok")]
    [InlineData("exit 3", "failed")]
    public async Task The_command_is_marked_on_a_timeline(string script, string status)
    {
        await using var run = await _wrapper.RunAsync(
            "-q", "--context", _service, "--event", "build.compile", "--remoteport", $"{server.App.UdpAddress.Port}", "--remotehost", "127.0.0.1", "sh", "-c", "sleep 0.2; " + script);
        await Poll.UntilAsync(
            async () =>
            {
                var answer = await server.App.GetAsync($"/api/contexts/{_service}/latest");
                return answer.Status == 200 && answer.Text.Contains("compile", StringComparison.Ordinal) && answer.Text.Contains($"\"{status}\"", StringComparison.Ordinal);
            },
            Patience);
    }

    [Theory]
    [InlineData("exit 0", "up")]
    [InlineData("exit 3", "down")]
    public async Task A_task_gets_its_start_and_its_end(string script, string state)
    {
        var made = await server.App.PostAsync("/api/tasks", new { name = _service, period = "1d", grace = "1h" });
        var id = made.TextAt("id");
        await using var run = await _wrapper.RunAsync("-q", "--task", id, "sh", "-c", script);
        var task = (await server.App.GetAsync($"/api/tasks/{id}")).Json;
        Assert.Equal(state, (string?)task["state"]);
        var pings = (await server.App.GetAsync($"/api/tasks/{id}/pings")).Json.AsArray();
        Assert.Equal(2, pings.Count);
        Assert.Equal((string?)pings[0]!["rid"], (string?)pings[1]!["rid"]);
        Assert.NotNull((double?)pings[0]!["duration"]);
    }

    [Fact]
    public async Task A_task_by_its_ping_address_needs_no_credentials()
    {
        var id = (await server.App.PostAsync("/api/tasks", new { name = _service, period = "1d" })).TextAt("id");
        var path = (await server.App.GetAsync($"/api/tasks/{id}")).TextAt("ping_path");
        _wrapper.Environment["API_KEY"] = null;
        await using var run = await _wrapper.RunAsync("--task", path.Split('/')[^1], "true");
        Assert.Equal("up", (await server.App.GetAsync($"/api/tasks/{id}")).TextAt("state"));
    }

    [Fact]
    public async Task A_task_that_cannot_be_told_is_a_warning()
    {
        await using var run = await _wrapper.RunAsync("--task", Guid.NewGuid().ToString(), "sh", "-c", "exit 5");
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("was not told: the server answers 404", run.Errors);
    }

    [Fact]
    public async Task A_lock_is_held_while_the_command_runs()
    {
        await using var first = _wrapper.Start("-q", "--lock", $"{_service}@prod:database", "sh", "-c", "echo token $TRACKER_LOCK_TOKEN; exec sleep 600");
        await Poll.UntilAsync(() => first.Output.StartsWith("token ", StringComparison.Ordinal), Patience);
        var held = Assert.Single(await LocksAsync())!;
        Assert.Equal(($"token {held["token"]}\n", "production", "database", 60), (first.Output, (string?)held["environment"], (string?)held["resource"], (int)held["ttlSeconds"]!));

        await using var refused = await _wrapper.RunAsync("-q", "--lock", $"{_service}@production:database", "echo", "ran");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("--lock-wait", refused.Errors);

        await using var waiting = _wrapper.Start("-q", "--lock", $"{_service}@production:database", "--lock-wait", "5m", "sh", "-c", "echo token $TRACKER_LOCK_TOKEN");
        await Poll.UntilAsync(async () => (await server.App.GetAsync($"/api/v1alpha1/locks/waiting?service={_service}")).Json["waiters"] is JsonArray { Count: 1 }, Patience);
        first.Signal(Signal.Terminate);
        await first.WaitForExitAsync(Patience);
        await waiting.WaitForExitAsync(Patience);
        Assert.Equal((143, 0), (first.ExitCode, waiting.ExitCode));
        Assert.True(long.Parse(waiting.Output.Split(' ')[1]) > long.Parse(first.Output.Split(' ')[1]));
        Assert.Empty(await LocksAsync());
    }

    [Fact]
    public async Task A_lock_is_renewed()
    {
        await using var run = _wrapper.Start("-q", "--lock", $"{_service}@prod", "--lock-ttl", "15", "sleep", "600");
        await Poll.UntilAsync(async () => (await LocksAsync()).Count == 1, Patience);
        var first = (string?)(await LocksAsync())[0]!["expiresAt"];
        await Poll.UntilAsync(async () => (await LocksAsync()) is [{ } held] && string.CompareOrdinal((string?)held["expiresAt"], first) > 0, Patience);
        run.Signal(Signal.Terminate);
        await run.WaitForExitAsync(Patience);
    }

    [Theory]
    [InlineData("stop", 143)]
    [InlineData("continue", 5)]
    public async Task A_lock_that_is_lost_is_told_of_and_ends_the_command_or_not(string then, int code)
    {
        var done = _wrapper.PathOf("done");
        await using var run = _wrapper.Start("--lock", $"{_service}@prod", "--lock-ttl", "15", "--on-lock-lost", then, "sh", "-c", $"while [ ! -e {done} ]; do sleep 0.05; done; exit 5");
        await Poll.UntilAsync(async () => (await LocksAsync()).Count == 1, Patience);
        using var force = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1alpha1/lock/{(await LocksAsync())[0]!["id"]}?force=true&reason=test");
        force.Headers.Add("X-API-KEY", RunFixture.Key + ", and more");
        using var admin = new HttpClient { BaseAddress = server.App.HttpAddress };
        using var forced = await admin.SendAsync(force, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, forced.StatusCode);
        await Poll.UntilAsync(() => run.Errors.Contains("the lock is lost", StringComparison.Ordinal), Patience);
        if (then == "continue") await File.WriteAllTextAsync(done, "");
        await run.WaitForExitAsync(Patience);
        Assert.Equal(code, run.ExitCode);
    }

    [Fact]
    public async Task Without_the_locks_server_the_command_does_not_start()
    {
        using var wrapper = new Wrapper();
        await using var run = await wrapper.RunAsync("--lock", "shop@prod", "echo", "ran");
        Assert.Equal((3, ""), (run.ExitCode, run.Output));
    }

    [Theory]
    [InlineData("exit 0", "success")]
    [InlineData("exit 3", "failure")]
    public async Task A_deployment_begins_and_ends_with_the_command(string script, string status)
    {
        await using var run = await _wrapper.RunAsync("-q", "--deploy", $"{_service}@production", "--version", "1.4.2", "sh", "-c", script);
        Assert.Equal("", run.Errors);
        var told = Assert.Single(await EventsAsync())!;
        Assert.Equal(
            ("deployment", status, "production", "1.4.2"),
            ((string?)told["attributes"]!["type"], (string?)told["attributes"]!["status"], (string?)told["attributes"]!["environment"], (string?)told["attributes"]!["version"]));
        Assert.Empty(await LocksAsync());
    }

    [Fact]
    public async Task A_deployment_has_its_own_lock_and_needs_no_second_one()
    {
        await using var run = _wrapper.Start("-q", "--lock", $"{_service}@production", "--deploy", $"{_service}@production", "sh", "-c", "echo token $TRACKER_LOCK_TOKEN; exec sleep 600");
        await Poll.UntilAsync(() => run.Output.StartsWith("token ", StringComparison.Ordinal), Patience);
        var held = Assert.Single(await LocksAsync())!;
        Assert.Equal($"token {held["token"]}\n", run.Output);
        Assert.Equal((string?)Assert.Single(await EventsAsync())!["metadata"]!["id"], (string?)held["eventId"]);

        await using var refused = await _wrapper.RunAsync("-q", "--deploy", $"{_service}@production", "echo", "ran");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        run.Signal(Signal.Terminate);
        await run.WaitForExitAsync(Patience);
        Assert.Empty(await LocksAsync());
        Assert.Equal("failure", (string?)Assert.Single(await EventsAsync())!["attributes"]!["status"]);
    }

    [Fact]
    public async Task A_deployment_without_a_server_is_told_of_later()
    {
        var port = Ports.FreeTcp();
        using var wrapper = new Wrapper(new Uri($"http://127.0.0.1:{port}"));
        await using var run = await wrapper.RunAsync("--deploy", $"{_service}@production", "sh", "-c", "exit 3");
        Assert.Equal(3, run.ExitCode);
        await using var process = await TrackerProcess.StartAsync(new() { StartTimeout = TimeSpan.FromMinutes(3), Environment = new Dictionary<string, string?> { ["HTTP_PORT"] = $"{port}", ["API_KEY"] = RunFixture.Key } });
        await using var deliver = await wrapper.RunAsync("--deliver");
        Assert.Equal(0, deliver.ExitCode);
        using var http = process.CreateHttpClient();
        http.DefaultRequestHeaders.Add("X-API-KEY", RunFixture.Key);
        var events = JsonNode.Parse(await http.GetStringAsync($"/api/v1alpha1/events/search?service={_service}"))!["events"]!.AsArray();
        Assert.Equal("failure", (string?)Assert.Single(events)!["attributes"]!["status"]);
    }

    [Theory]
    [InlineData("exit 0", true)]
    [InlineData("exit 3", false)]
    public async Task A_tasks_end_without_a_server_is_told_of_later_once_with_its_time(string script, bool succeeds)
    {
        var port = Ports.FreeTcp();
        using var wrapper = new Wrapper(new Uri($"http://127.0.0.1:{port}"), key: null);
        await using var process = await TrackerProcess.StartAsync(new() { StartTimeout = TimeSpan.FromMinutes(3), Environment = new Dictionary<string, string?> { ["HTTP_PORT"] = $"{port}", ["API_KEY"] = RunFixture.Key } });
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        http.DefaultRequestHeaders.Add("X-API-KEY", RunFixture.Key);
        using var made = await http.PostAsync("/api/tasks", new StringContent($$"""{"name":"{{_service}}","period":"1d"}""", null, "application/json"));
        var id = (long)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
        var address = ((string)(await JsonAsync($"/api/tasks/{id}"))["ping_path"]!).Split('/')[^1];
        process.Child.Signal(Signal.Kill);
        await process.Child.WaitForExitAsync(Patience);

        await using var run = await wrapper.RunAsync("--task", address, "sh", "-c", script);
        var ended = DateTimeOffset.UtcNow;
        Assert.Equal(succeeds ? 0 : 3, run.ExitCode);
        Assert.Contains("The report is kept", run.Errors);
        Assert.Equal(2, wrapper.Kept.Length);
        await process.StartAgainAsync();
        // The run itself needs credentials, which are not there yet: its task's end does not wait for them.
        await using var first = await wrapper.RunAsync("--deliver");
        Assert.Single(wrapper.Kept);
        var ping = Assert.Single((await JsonAsync($"/api/tasks/{id}/pings")).AsArray())!;
        Assert.Equal(succeeds ? "exit 0" : "exit 3", (string?)ping["told"]);
        Assert.InRange((DateTimeOffset)ping["time"]!, ended.AddMinutes(-1), ended);
        Assert.Equal(succeeds ? "up" : "down", (string?)(await JsonAsync($"/api/tasks/{id}"))["state"]);

        wrapper.Environment["API_KEY"] = RunFixture.Key;
        await using var second = await wrapper.RunAsync("--deliver");
        Assert.Equal(0, second.ExitCode);
        Assert.Empty(wrapper.Kept);
        Assert.Single((await JsonAsync($"/api/tasks/{id}/pings")).AsArray());
        Assert.Equal(succeeds ? 1 : 0, (await JsonAsync($"/api/tasks/{id}/jobs")).AsArray().Count);

        async Task<JsonNode> JsonAsync(string path) => JsonNode.Parse(await http.GetStringAsync(path))!;
    }

    private async Task<JsonArray> LocksAsync() => (await server.App.GetAsync($"/api/v1alpha1/locks/list?service={_service}")).Json["locks"]!.AsArray();

    private async Task<JsonArray> EventsAsync() => (await server.App.GetAsync($"/api/v1alpha1/events/search?service={_service}")).Json["events"]!.AsArray();
}
