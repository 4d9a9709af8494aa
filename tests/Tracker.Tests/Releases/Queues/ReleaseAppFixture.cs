using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.Tests.Releases.Queues;

/// <summary>The real app with a real git server and a real registry beside it, at a time that the test turns.</summary>
public class ReleaseAppFixture : IAsyncLifetime
{
    public const string Key = "a key for deployers";
    public const string OtherKey = "an admin's key for releases";

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    public GitServer Git { get; private set; } = null!;

    public RegistryServer Registry { get; private set; } = null!;

    public TestImages Images { get; private set; } = null!;

    public TrackerApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Git = await GitServer.StartAsync();
        Registry = await StartRegistryAsync();
        Images = new TestImages(Registry.Url);
        App = await TrackerApp.StartAsync(await SettingsAsync(), Clock);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null) await App.DisposeAsync();
        Images?.Dispose();
        if (Registry is not null) await Registry.DisposeAsync();
        if (Git is not null) await Git.DisposeAsync();
    }

    /// <summary>What earlier tests left in the queues is in nobody's way.</summary>
    public async Task EmptyAsync()
    {
        foreach (var entry in (await GetAsync("/api/releases?state=claimed&per_page=1000")).Json.AsArray())
        {
            Assert.Equal(200, (await SendAsync(HttpMethod.Post, $"/api/releases/{entry!["id"]}/failed", new { reason = "The test is over" }, OtherKey)).Status);
        }

        foreach (var entry in (await GetAsync("/api/releases?state=queued&per_page=1000")).Json.AsArray())
        {
            Assert.Equal(200, (await PostAsync($"/api/releases/{entry!["id"]}/skip", new { reason = "The test is over" })).Status);
        }
    }

    /// <summary>An application of a group of its own, with requirements and without an image, that nobody follows yet.</summary>
    public async Task<FollowedApplication> MakeAsync(string label = "1.x", string more = "")
    {
        var application = new FollowedApplication(this, await Git.CreateAsync(Some.Name("repo")), Some.Name("group").Replace("-", "", StringComparison.Ordinal), Some.Name("app"));
        await application.RequireAsync(label, more);
        return application;
    }

    /// <summary>The same with an image, followed, and alone in the queues.</summary>
    public async Task<FollowedApplication> FollowAsync(string label = "1.x", string? tag = "1.0.0", string more = "")
    {
        await EmptyAsync();
        var application = await MakeAsync(label, more);
        if (tag is not null) await application.PushAsync(tag);
        Assert.Equal(201, (await application.TrackAsync()).Status);
        return application;
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string key = Key, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("X-API-KEY", key);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    protected virtual Task<RegistryServer> StartRegistryAsync() => RegistryServer.StartAsync();

    protected virtual Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string>
    {
        ["API_KEY"] = Key,
        ["ADMIN_KEY"] = OtherKey,
        ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
        ["TRACKER_HTTP_REGISTRIES"] = Registry.Authority,
    });
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class ReleasePostgresFixture : ReleaseAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}

/// <summary>An application with its repository and its image.</summary>
public sealed class FollowedApplication(ReleaseAppFixture fixture, GitRepository repository, string group, string app)
{
    public string Name => $"{group}.{app}";

    public string Service => app;

    public string Image => $"{fixture.Registry.Authority}/{group}/{app}";

    /// <summary>The repository's path at its host.</summary>
    public string Repository => Path.GetFileNameWithoutExtension(repository.Folder);

    /// <summary>Commits requirements; the app's own lines are indented by four.</summary>
    public Task<string> RequireAsync(string label, string more = "") => RequireTextAsync(
        $"{group}:\n  group:\n    containerRepository: {fixture.Registry.Authority}\n  {app}:\n    imageTag: '{label}'\n{more}");

    public Task<string> RequireTextAsync(string text) => repository.CommitAsync("fathomable.yaml", text);

    public Task<string> PushAsync(string tag, string content = "first") => fixture.Images.PushAsync($"{group}/{app}", tag, content);

    public Task<Answer> TrackAsync(object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["id"] ??= Name;
        body["repo"] ??= fixture.Git.UrlOf(Repository);
        return fixture.PostAsync("/trackers", body.ToJsonString());
    }

    /// <summary>Looks at file and image now, as the poller does in its turn.</summary>
    public async Task<Answer> PollAsync()
    {
        var polled = await fixture.PostAsync($"/trackers/{Name}/poll");
        Assert.Equal(200, polled.Status);
        return polled;
    }

    /// <summary>The version that is released next: pushed, and found.</summary>
    public async Task ReleaseAsync(string tag, string content = "first")
    {
        await PushAsync(tag, content);
        await PollAsync();
    }

    /// <summary>What of the application waits for an environment or is on its way there.</summary>
    public async Task<IReadOnlyList<JsonObject>> QueueAsync(string environment) =>
        [.. (await fixture.GetAsync($"/api/releases/{environment}?per_page=1000")).Json.AsArray().Select(e => e!.AsObject()).Where(e => (string?)e["application"] == Name)];

    public async Task<IReadOnlyList<string>> GatesAsync(string environment) =>
        [.. Assert.Single(await QueueAsync(environment))["gates"]!.AsArray().Select(g => (string)g!["gate"]!)];

    public Task<Answer> WhyAsync(string environment) => fixture.GetAsync($"/api/applications/{Name}/why?environment={environment}");

    public async Task<string> IdAsync(string environment) => (string)Assert.Single(await QueueAsync(environment))["id"]!;

    /// <summary>Claims it and tells that it runs there. The queue has nothing else that may go.</summary>
    public async Task<Answer> DeployAsync(string environment)
    {
        var claim = await fixture.PostAsync($"/api/releases/{environment}/next");
        Assert.Equal((200, Name), (claim.Status, claim.TextAt("application")));
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed", new { attempt = 1 })).Status);
        return claim;
    }

    /// <summary>The same where somebody has to decide first.</summary>
    public async Task<Answer> PromoteAsync(string environment)
    {
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{await IdAsync(environment)}/promote")).Status);
        return await DeployAsync(environment);
    }
}
