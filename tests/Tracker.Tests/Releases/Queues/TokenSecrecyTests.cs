using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.Tests.Releases.Queues;

/// <summary>
/// The secrets of a tracker, which were used: for its repository, and for a registry that repeats what it is sent. They are in clear neither in the
/// database, its backup and the log, whatever its level, nor in anything the API answers; and the key that opens them is in none of these.
/// </summary>
public sealed partial class TokenSecrecyTests : IAsyncLifetime
{
    private const string Token = "a-token-that-nobody-may-read";
    private const string Secret = "a-password-that-nobody-may-read";
    private const string Key = "a key for whoever may administer";
    private const string SealingKey = "the key that seals, of 32 characters or more";

    private static readonly string[] Secrets =
        [Token, Secret, Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:" + Token)), Convert.ToBase64String(Encoding.UTF8.GetBytes("robot:" + Secret)), SealingKey];

    private GitServer _git = null!;
    private LoopbackServer _registry = null!;
    private TrackerProcess _server = null!;
    private HttpClient _http = null!;
    private int _shown;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _git = await GitServer.StartAsync();
        _git.Credentials = "x-access-token:" + Token;
        _registry = await LoopbackServer.StartAsync(async http =>
        {
            var shown = http.Request.Headers.Authorization.ToString();
            if (shown.Length > 0) Interlocked.Increment(ref _shown);
            http.Response.StatusCode = shown.Length > 0 ? 500 : 401;
            http.Response.Headers.WWWAuthenticate = "Basic realm=\"tests\"";
            http.Response.Headers["X-Repeated"] = shown;
            await http.Response.WriteAsync($$"""{"errors":[{"message":"{{shown}}"}]}""");
        });
        _server = await TrackerProcess.StartAsync(new()
        {
            OpenLoopback = false,
            Environment = new Dictionary<string, string?>
            {
                ["ADMIN_KEY"] = Key,
                ["TRACKER_SECRET_KEY"] = SealingKey,
                ["LOG_LEVEL"] = "trace",
                ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
                ["TRACKER_HTTP_REGISTRIES"] = _registry.Url.Authority,
            },
        });
        _http = new() { BaseAddress = _server.HttpAddress, DefaultRequestHeaders = { { "X-API-KEY", Key } } };
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _http?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        if (_registry is not null) await _registry.DisposeAsync();
        if (_git is not null) await _git.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_that_leaves_the_server_or_lies_about_has_them_in_clear()
    {
        var repository = await _git.CreateAsync("app");
        await repository.CommitAsync("fathomable.yaml", $"shop:\n  group: {{ containerRepository: '{_registry.Url.Authority}' }}\n  api: {{ imageTag: 1.x }}\n");
        var made = await _http.PostAsJsonAsync("/trackers", new { id = "shop.api", repo = _git.UrlOf("app"), token = Token, registry = _registry.Url.Authority, registryUser = "robot", registrySecret = Secret }, Ct);
        await NoneInAsync("the answer", made);
        Assert.True(_shown > 0 && _git.Authorizations.Any(a => a.Length > 0), "They were not used.");
        Assert.Contains("\"shop.api\"", await _http.GetStringAsync("/trackers", Ct), StringComparison.Ordinal);

        foreach (var path in await PathsAsync())
        {
            using var answer = await _http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Ct);
            // A stream has no end.
            if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream") await NoneInAsync(path, answer);
        }

        var backup = Path.Combine(_server.DataDirectory, "backup.db");
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_server.DataDirectory, "tracker.db")};Pooling=False"))
        {
            await database.OpenAsync(Ct);
            await using var command = database.CreateCommand();
            command.CommandText = $"VACUUM INTO '{backup}'";
            await command.ExecuteNonQueryAsync(Ct);
        }

        var files = Directory.GetFiles(_server.DataDirectory, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).ToList();
        Assert.Contains(files, f => f.EndsWith("-wal", StringComparison.Ordinal));
        Assert.Contains(backup, files);
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Ct);
            NoneIn(file, Encoding.Latin1.GetString(bytes.ToArray()));
        }

        Assert.Matches("\"level\":\"(trace|debug)\"", _server.Child.Said);
        NoneIn("the log", _server.Child.Said);
    }

    /// <summary>Every GET that the API describes, of this tracker where it takes a name.</summary>
    private async Task<IReadOnlyList<string>> PathsAsync()
    {
        var document = JsonNode.Parse(await _http.GetStringAsync("/openapi.json", Ct))!;
        var paths = document["paths"]!.AsObject().Where(p => p.Value!["get"] is not null)
            .Select(p => Parameter().Replace(p.Key, m => m.Groups[1].Value switch { "name" => "shop.api", "environment" => "dev", _ => Guid.Empty.ToString() })).ToList();
        Assert.True(paths.Count > 40, $"Only {paths.Count} paths.");
        return [.. paths, "/api/applications/shop.api/why?environment=dev", "/releases/shop.api", "/releases/trackers", "/releases/trackers/shop.api", "/admin/audit", "/activity"];
    }

    private static async Task NoneInAsync(string where, HttpResponseMessage answer) =>
        NoneIn(where, answer.Headers + await answer.Content.ReadAsStringAsync(Ct));

    private static void NoneIn(string where, string text) =>
        Assert.All(Secrets, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{where} has {secret}"));

    [GeneratedRegex(@"\{([^}]*)\}")]
    private static partial Regex Parameter();
}
