using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.ClientTests.Releases;

/// <summary>A real server, and a git server and a registry of the tests' own that it may call.</summary>
public sealed class ReleaseServer : IAsyncLifetime
{
    public const string Key = "a key that may write";
    public const string AdminKey = "a key that may administer";

    private GitServer _git = null!;
    private RegistryServer _registry = null!;
    private TestImages _images = null!;

    public TrackerApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _git = await GitServer.StartAsync();
        _registry = await RegistryServer.StartAsync();
        _images = new(_registry.Url);
        App = await TrackerApp.StartAsync(new Dictionary<string, string>
        {
            ["API_KEY"] = Key,
            ["ADMIN_KEY"] = AdminKey,
            ["OPEN_LOOPBACK"] = "false",
            ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
            ["TRACKER_HTTP_REGISTRIES"] = _registry.Authority,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _images.Dispose();
        await _registry.DisposeAsync();
        await _git.DisposeAsync();
    }

    /// <summary>A repository that wants 1.8.x of an image, and the image as 1.8.3.</summary>
    public async Task<(string Application, string Repository)> PublishAsync(string name)
    {
        var repository = await _git.CreateAsync(name);
        await repository.CommitAsync("fathomable.yaml", $"team:\n  group: {{ containerRepository: '{_registry.Authority}' }}\n  {name}: {{ imageTag: 1.8.x, environment: {{ LOG_LEVEL: info }} }}\n");
        await PushAsync(name, "1.8.3");
        return ($"team.{name}", _git.UrlOf(name));
    }

    public Task PushAsync(string name, string version) => _images.PushAsync($"team/{name}", version, version);
}
