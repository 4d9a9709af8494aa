using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

/// <summary>An app whose callers have keys.</summary>
public class ApiFixture : IAsyncLifetime
{
    public const string Key = "a key for the timelines";
    public const string AdminKey = "an admin's key for the timelines";

    public TrackerApp App { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => App = await TrackerApp.StartAsync(await SettingsAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null) await App.DisposeAsync();
    }

    public Task<HalAnswer> GetAsync(string path, string? accept = null) => SendAsync(HttpMethod.Get, path, accept: accept);

    public Task<HalAnswer> PostAsync(string path, object? body = null, string? idempotencyKey = null) => SendAsync(HttpMethod.Post, path, body, idempotencyKey: idempotencyKey);

    /// <param name="body">Text as it is and JSON, bytes as MessagePack, anything else as JSON.</param>
    public async Task<HalAnswer> SendAsync(HttpMethod method, string path, object? body = null, string key = Key, string? accept = null, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-KEY", key);
        if (accept is not null) request.Headers.Add("Accept", accept);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            byte[] bytes => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/msgpack") } },
            _ => JsonContent.Create(body),
        };
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString(), response.Headers.Location?.OriginalString);
    }

    protected virtual Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string> { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey });
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresApiFixture : ApiFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}

/// <summary>An answer with what a reader of HAL looks at.</summary>
public sealed record HalAnswer(int Status, string Text, string? MediaType, string? Location)
{
    private readonly Answer _answer = new(Status, Text);

    public System.Text.Json.Nodes.JsonNode Json => _answer.Json;

    public System.Text.Json.Nodes.JsonNode? At(string path) => _answer.At(path);

    public string TextAt(string path) => _answer.TextAt(path);
}

/// <summary>Messages about one context, some seconds after a moment of this hour.</summary>
public static class SomeMessage
{
    private static readonly DateTimeOffset Began = new(DateTimeOffset.UtcNow.AddMinutes(-30).Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    public static DateTimeOffset At(double seconds) => Began.AddSeconds(seconds);

    public static object Start(string name, double seconds, string host = "") => new { name, type = 0, time = At(seconds), host };

    public static object End(string name, double seconds, string host = "", string? status = null) => new { name, type = 1, time = At(seconds), host, status };

    public static object Single(string name, double seconds, string host = "") => new { name, type = 2, time = At(seconds), host };

    public static object Timeline(string label, double seconds) => new { name = label, type = 3, time = At(seconds) };

    public static string PathOf(string context) => $"/api/contexts/{Uri.EscapeDataString(context)}";

    public static string EventsOf(string context) => PathOf(context) + "/events";
}
