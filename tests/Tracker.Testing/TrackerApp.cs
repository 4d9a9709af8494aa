using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Testing;

/// <summary>The real app inside the test process, on free ports, with a store of its own.</summary>
public sealed class TrackerApp : IAsyncDisposable
{
    private readonly TempFolder _folder;
    private readonly bool _ownsFolder;

    private TrackerApp(WebApplication app, TempFolder folder, bool ownsFolder)
    {
        (App, _folder, _ownsFolder) = (app, folder, ownsFolder);
        var addresses = Addresses.Of(app);
        (HttpAddress, GrpcAddress, MetricsAddress) = (new(addresses.Http), new(addresses.Grpc), new(addresses.Metrics));
        Http = new HttpClient { BaseAddress = HttpAddress, Timeout = TimeSpan.FromSeconds(30) };
    }

    public WebApplication App { get; }

    public Uri HttpAddress { get; }

    public Uri GrpcAddress { get; }

    public Uri MetricsAddress { get; }

    /// <summary>Where it takes datagrams.</summary>
    public IPEndPoint UdpAddress => Addresses.Of(App).Datagrams.Bound!;

    /// <summary>A client of the HTTP port that sends no credentials.</summary>
    public HttpClient Http { get; }

    public string DataDirectory => _folder.FullPath;

    public IDatabase Database => App.Services.GetRequiredService<IDatabase>();

    /// <param name="settings">Settings by their environment names, over: free ports, and open for callers on this machine.</param>
    /// <param name="clock">The time, where the test turns it.</param>
    /// <param name="folder">The data folder, where two apps or two lives share one.</param>
    public static async Task<TrackerApp> StartAsync(
        IReadOnlyDictionary<string, string>? settings = null, TimeProvider? clock = null, TempFolder? folder = null)
    {
        var data = folder ?? new TempFolder();
        var environment = new Dictionary<string, string>
        {
            ["HTTP_PORT"] = "0",
            ["GRPC_PORT"] = "0",
            ["METRICS_PORT"] = "0",
            ["UDP_PORT"] = "0",
            ["DATA_DIR"] = data.FullPath,
            ["OPEN_LOOPBACK"] = "true",
            ["LOG_LEVEL"] = "error",
            ["TRACKER_SECRET_KEY"] = "a key for tests alone, 32 characters",
        };
        foreach (var (key, value) in settings ?? new Dictionary<string, string>()) environment[key] = value;
        var app = await TrackerServer.CreateAsync([], environment, clock);
        await app.StartAsync();
        return new TrackerApp(app, data, ownsFolder: folder is null);
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public Task<Answer> PostAsync(string path, object? body, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, body, idempotencyKey);

    public Task<Answer> PutAsync(string path, object? body) => SendAsync(HttpMethod.Put, path, body);

    /// <param name="method">The verb.</param>
    /// <param name="path">Path and query.</param>
    /// <param name="body">Text as it is, anything else as JSON.</param>
    /// <param name="idempotencyKey">The header of that name.</param>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is string text) request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        else if (body is not null) request.Content = JsonContent.Create(body);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var response = await Http.SendAsync(request);
        var content = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, content);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.StopAsync();
        await App.DisposeAsync();
        if (_ownsFolder) _folder.Dispose();
    }
}

/// <summary>An HTTP answer: its status and its text, read as JSON when asked.</summary>
public sealed record Answer(int Status, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    /// <summary>A value inside, by its path: <c>event.metadata.id</c>.</summary>
    public JsonNode? At(string path) => path.Split('.').Aggregate((JsonNode?)Json, (node, name) =>
        int.TryParse(name, out var i) ? node?[i] : node?[name]);

    public string TextAt(string path) => At(path)?.ToString() ?? throw new InvalidOperationException($"There is no {path} in {Text}");
}
