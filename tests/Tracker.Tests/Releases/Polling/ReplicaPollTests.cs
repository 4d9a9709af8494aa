using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Npgsql;
using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.Tests.Releases.Polling;

/// <summary>Two replicas over one database, one of which polls: what the other one does when that one is killed, or stands still.</summary>
public sealed class ReplicaPollTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Secret = "a secret of the registry";
    private const string Name = "shop.api";

    /// <summary>The lease's 30 s, ten until the other one asks for it, and room for a slow machine.</summary>
    private static readonly TimeSpan TakeOver = TimeSpan.FromSeconds(90);

    private readonly List<TrackerProcess> _servers = [];
    private readonly HttpClient _http = new();
    private GitServer _git = null!;
    private SlowRegistry _registry = null!;
    private TestImages _images = null!;
    private string _connection = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && !Requires.InCI, PostgresCluster.Missing ?? "");
        _git = await GitServer.StartAsync();
        _registry = await SlowRegistry.StartAsync();
        _images = new(_registry.Registry);
        var cluster = await PostgresCluster.SharedAsync();
        var url = await cluster.CreateDatabaseAsync();
        _connection = cluster.ConnectionStringOf(url);
        for (var i = 0; i < 2; i++)
        {
            _servers.Add(await TrackerProcess.StartAsync(new TrackerProcessOptions
            {
                Environment = new Dictionary<string, string?>
                {
                    ["DATABASE_URL"] = url,
                    ["TRACKER_SECRET_KEY"] = "what every replica of these tests knows",
                    ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8",
                    ["TRACKER_HTTP_REGISTRIES"] = _registry.Authority,
                    ["TRACKER_HOOK_SECRETS"] = Secret,
                    ["LOG_LEVEL"] = "warning",
                },
                StartTimeout = TimeSpan.FromSeconds(60),
            }, Ct));
        }

        var repository = await _git.CreateAsync("api");
        await repository.CommitAsync("fathomable.yaml", $"shop:\n  group: {{ containerRepository: '{_registry.Authority}' }}\n  api: {{ imageTag: latest }}\n");
        await PushAsync("first");
        Assert.Equal(201, (await SendAsync(_servers[0], HttpMethod.Post, "/trackers", new { id = Name, repo = _git.UrlOf("api"), interval = 86_400 })).Status);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        _images?.Dispose();
        _http.Dispose();
        if (_registry is not null) await _registry.DisposeAsync();
        if (_git is not null) await _git.DisposeAsync();
    }

    [Fact(Explicit = true)]
    public async Task When_the_one_that_polls_is_killed_the_other_one_does_and_finds_a_new_image_once()
    {
        var (first, other) = await PollingAsync();
        await first.KillAsync(Ct);
        var clock = Stopwatch.StartNew();

        var digest = await PushAsync("second");
        await TellAsync(other);
        await FindsAsync(other, digest);

        output.WriteLine($"found {clock.Elapsed.TotalSeconds:0.0} s after the kill");
        Assert.Equal(other.Child.Id, await PollerAsync());
        await IsQueuedOnceAsync(other, digest);
    }

    [Fact(Explicit = true)]
    public async Task One_that_stood_still_for_longer_than_its_lease_undoes_nothing_of_what_the_other_one_found()
    {
        var (first, other) = await PollingAsync();
        // It stands still in the middle of a poll, and gets to know afterwards what the image was before.
        _registry.HoldNext();
        await TellAsync(first);
        await _registry.Held.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        first.Child.Signal(Signal.Stop);
        var clock = Stopwatch.StartNew();
        var digest = await PushAsync("second");
        await TellAsync(other);
        await FindsAsync(other, digest);
        output.WriteLine($"found {clock.Elapsed.TotalSeconds:0.0} s after it stood still");
        _registry.GoOn();
        first.Child.Signal(Signal.Continue);

        // It answers again, and a poll that somebody wants is the other one's.
        await Poll.UntilAsync(async () => (await SendAsync(first, HttpMethod.Get, $"/trackers/{Name}")).Status == 200, TimeSpan.FromSeconds(30), Ct);
        var third = await PushAsync("third");
        await TellAsync(first);
        await FindsAsync(first, third);
        Assert.Equal(other.Child.Id, await PollerAsync());
        await IsQueuedOnceAsync(first, digest, third);
    }

    /// <summary>The one that holds the lease, and the other one.</summary>
    private async Task<(TrackerProcess, TrackerProcess)> PollingAsync()
    {
        int? id = null;
        await Poll.UntilAsync(async () => (id = await PollerAsync()) is not null, TimeSpan.FromSeconds(30), Ct);
        return (_servers.Single(s => s.Child.Id == id), _servers.Single(s => s.Child.Id != id));
    }

    private async Task<int?> PollerAsync()
    {
        await using var connection = new NpgsqlConnection(_connection);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT holder FROM lease WHERE name = 'release.poll' AND expires_at > extract(epoch FROM clock_timestamp()) * 1000000", connection);
        return await command.ExecuteScalarAsync(Ct) is string holder ? int.Parse(holder.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    private Task<string> PushAsync(string content) => _images.PushAsync("shop/api", "latest", content);

    /// <summary>A webhook, so that nobody waits for a turn.</summary>
    private async Task TellAsync(TrackerProcess server) => Assert.Equal(
        202, (await SendAsync(server, HttpMethod.Post, "/hooks/registry", new { repository = "shop/api", updated_tags = new[] { "latest" } }, "Bearer " + Secret)).Status);

    private Task FindsAsync(TrackerProcess server, string digest) => Poll.UntilAsync(
        async () => (await SendAsync(server, HttpMethod.Get, $"/trackers/{Name}")).TextAt("image.digest") == digest, TakeOver, Ct);

    /// <summary>Each image is one release, planned by one event; the last one is what is queued, and nothing is wrong.</summary>
    private async Task IsQueuedOnceAsync(TrackerProcess server, params string[] digests)
    {
        var releases = (await SendAsync(server, HttpMethod.Get, $"/api/applications/{Name}/releases")).Json.AsArray();
        Assert.Equal(digests.Reverse(), releases.Select(r => (string)r!["digest"]!).SkipLast(1));
        var entries = (await SendAsync(server, HttpMethod.Get, $"/api/releases?application={Name}")).Json.AsArray();
        Assert.Equal(["queued", .. digests.Select(_ => "superseded")], entries.Select(e => (string)e!["state"]!));
        var events = (await SendAsync(server, HttpMethod.Get, "/api/v1alpha1/events/search?service=api&per_page=100")).At("events")!.AsArray();
        Assert.Equal(digests.Length + 1, events.Count);
        Assert.Empty((await SendAsync(server, HttpMethod.Get, $"/trackers/{Name}")).At("errors")!.AsArray());
    }

    private async Task<Answer> SendAsync(TrackerProcess server, HttpMethod method, string path, object? body = null, string? authorization = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(server.HttpAddress, path));
        if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request, Ct);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
