using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tracker.Testing;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Queues;

namespace Tracker.Tests.Releases.Hooks;

/// <summary>The app with a registry that tells it of what is pushed.</summary>
public class HookAppFixture : ReleaseAppFixture
{
    public const string Secret = "a secret of the registry and of git";
    private const string OtherSecret = "another one that comes first";

    private readonly int _port = Ports.FreeTcp();

    /// <summary>A call as a git host sends it.</summary>
    public async Task<Answer> HookAsync(string path, object body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<Answer> GitHubAsync(object body, string @event = "push", string secret = Secret)
    {
        var text = JsonSerializer.Serialize(body);
        var signature = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
        return HookAsync("/hooks/github", text, ("X-GitHub-Event", @event), ("X-GitHub-Delivery", Guid.NewGuid().ToString()), ("X-Hub-Signature-256", signature));
    }

    protected override Task<RegistryServer> StartRegistryAsync() =>
        RegistryServer.StartTellingAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}/hooks/registry")), Secret);

    protected override async Task<Dictionary<string, string>> SettingsAsync() => new(await base.SettingsAsync())
    {
        ["HTTP_PORT"] = _port.ToString(CultureInfo.InvariantCulture),
        ["TRACKER_HOOK_SECRETS"] = $"{OtherSecret}, {Secret}",
    };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class HookPostgresFixture : HookAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}
