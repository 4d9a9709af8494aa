using System.Text;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Tests.Tasks;

/// <summary>An app with a key, whose time the test turns.</summary>
public class TaskAppFixture : IAsyncLifetime
{
    public const string Key = "a key for the tasks";
    public const string AdminKey = "an admin's key for the tasks";

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));

    /// <summary>Whether the machine's time goes on instead.</summary>
    public bool RealTime { get; init; }

    public TrackerApp App { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync() => App = await TrackerApp.StartAsync(await SettingsAsync(), RealTime ? null : Clock);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (App is not null) await App.DisposeAsync();
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string key = Key)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-KEY", key);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<long> CreateAsync(object body)
    {
        var made = await PostAsync("/api/tasks", body);
        Assert.Equal(201, made.Status);
        return (long)made.At("id")!;
    }

    public async Task<Answer> TaskAsync(long id) => await GetAsync($"/api/tasks/{id}");

    protected virtual Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string> { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey });
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class TaskPostgresFixture : TaskAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}
