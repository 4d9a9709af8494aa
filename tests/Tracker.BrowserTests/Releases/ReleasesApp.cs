using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.BrowserTests.Releases;

/// <summary>
/// The real server, a git server and a registry: an application on its way through the environments, one whose file is wrong, and one
/// whose repository is not there.
/// </summary>
public sealed class ReleasesApp : IAsyncLifetime
{
    public const string Followed = "shop.checkout";
    public const string Markup = "<script>alert(1)</script> until the rates are right";

    private const string First = """
        shop:
          group:
            containerRepository: '{0}'
          checkout:
            imageTag: '1.x'
            environment:
            - name: LEVEL
              value: info
            environments:
              prod:
                ha: true

        """;

    private TrackerApp _app = null!;
    private GitServer _git = null!;
    private RegistryServer _registry = null!;
    private TestImages _images = null!;

    public Uri Address => _app.HttpAddress;

    /// <summary>The address of a repository that is not there.</summary>
    public string Gone => _git.UrlOf("gone");

    /// <summary>The newest release of what is followed.</summary>
    public string Newest { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _git = await GitServer.StartAsync();
        _registry = await RegistryServer.StartAsync();
        _images = new(_registry.Url);
        _app = await TrackerApp.StartAsync(new Dictionary<string, string>
        {
            ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
            ["TRACKER_HTTP_REGISTRIES"] = _registry.Authority,
        });
        var repository = await _git.CreateAsync("shop");
        var file = First.Replace("{0}", _registry.Authority, StringComparison.Ordinal);
        await repository.CommitAsync(new Dictionary<string, string?> { ["fathomable.yaml"] = file, ["wrong.yaml"] = "shop:\n  wrong:\n    imageTag: [1, 2]\n" });
        await _images.PushAsync("shop/checkout", "1.0.0");
        await FollowAsync(Followed);
        await DeployAsync("dev");
        await PostAsync($"/api/releases/{await QueuedAsync("ha")}/promote");
        await DeployAsync("ha");

        file = file.Replace("info", "warning", StringComparison.Ordinal).Replace("ha: true", "replicas: 4", StringComparison.Ordinal);
        await repository.CommitAsync("fathomable.yaml", file);
        await _images.PushAsync("shop/checkout", "1.1.0");
        await PostAsync($"/trackers/{Followed}/poll");
        await DeployAsync("dev");
        await PostAsync("/api/releases/ha/next", new { deployer = "Somebody <b>bold</b>" });
        // From here on it waits for what has no tracker.
        await repository.CommitAsync("fathomable.yaml", file.Replace("'1.x'", "'1.x'\n    depends: [rates]", StringComparison.Ordinal));
        await _images.PushAsync("shop/checkout", "1.1.1");
        await PostAsync($"/trackers/{Followed}/poll");
        var releases = await _app.GetAsync($"/api/applications/{Followed}/releases");
        Newest = releases.TextAt("0.id");
        Assert.Equal(204, (await _app.PutAsync($"/api/applications/{Followed}/pins/prod", new { release = releases.TextAt("2.id"), reason = Markup })).Status);

        await PostAsync("/trackers", new { id = "shop.wrong", repo = _git.UrlOf("shop"), sourcePath = "wrong.yaml" });
        await PostAsync("/trackers", new { id = "shop.gone", repo = Gone, token = "a-token-of-the-tests", interval = 86_400 });
        await PostAsync("/trackers", new { id = "shop.paused", repo = "shop/paused", paused = true });
    }

    /// <summary>Another application, with one release, that tests may do things to.</summary>
    public async Task<string> FollowAnotherAsync()
    {
        var name = Some.Name("app").ToLowerInvariant();
        var repository = await _git.CreateAsync(name);
        await repository.CommitAsync("fathomable.yaml", $"shop:\n  group:\n    containerRepository: '{_registry.Authority}'\n  {name}:\n    imageTag: '1.x'\n");
        await _images.PushAsync("shop/" + name, "1.0.0");
        await FollowAsync("shop." + name, name);
        return "shop." + name;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _images.Dispose();
        await _registry.DisposeAsync();
        await _git.DisposeAsync();
    }

    private Task FollowAsync(string name, string repository = "shop") => PostAsync("/trackers", new { id = name, repo = _git.UrlOf(repository) });

    private async Task<string> QueuedAsync(string environment) => (await _app.GetAsync($"/api/releases/{environment}")).TextAt("0.id");

    private async Task DeployAsync(string environment)
    {
        var claimed = await PostAsync($"/api/releases/{environment}/next");
        Assert.Equal(200, claimed.Status);
        await PostAsync($"/api/releases/{claimed.TextAt("id")}/deployed");
    }

    private async Task<Answer> PostAsync(string path, object? body = null)
    {
        var answer = await _app.PostAsync(path, body);
        Assert.True(answer.Status is >= 200 and < 300, $"{path}: {answer.Status} {answer.Text}");
        return answer;
    }
}
