using System.Globalization;
using System.Text;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Tests.Runs;

/// <summary>An app with a key for one's own runs, another person's token, and an administrator's key.</summary>
public class RunAppFixture : AppFixture
{
    public const string Key = "a key for the runs";
    public const string AdminKey = "an admin's key for the runs";

    /// <summary>The token of a person.</summary>
    public string Other { get; private set; } = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var made = await SendAsync(HttpMethod.Post, "/api/v1/users", new { username = "bob", password = "long enough", scope = "write" }, AdminKey);
        Assert.Equal(201, made.Status);
        Other = (await App.PostAsync("/api/v1/auth", new { username = "bob", password = "long enough" })).TextAt("token");
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, string credential = Key, string? idempotencyKey = null)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + credential);
        if (idempotencyKey is not null) request.Headers.Add("Idempotency-Key", idempotencyKey);
        if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Begins a run and returns its path.</summary>
    public async Task<string> BeginAsync(string? name = null, double threshold = 0.5, DateTimeOffset? start = null, string credential = Key)
    {
        var begun = await SendAsync(HttpMethod.Post, "/api/v1/test", new { name = name ?? Some.Name("run"), threshold, start_time = start?.ToString("O", CultureInfo.InvariantCulture) }, credential);
        Assert.Equal(201, begun.Status);
        return "/api/v1/test/" + begun.TextAt("id");
    }

    /// <summary>Begins and ends a run of so many seconds some time ago.</summary>
    public async Task<string> RanAsync(string name, double seconds, int exitCode = 0, double? cpuSeconds = null)
    {
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        var run = await BeginAsync(name, start: start);
        var stopped = await PostAsync(run + "/stop", new { end_time = start.AddSeconds(seconds).ToString("O", CultureInfo.InvariantCulture), exit_code = exitCode, cpu_seconds = cpuSeconds });
        Assert.Equal(200, stopped.Status);
        return run;
    }

    protected override async Task<Dictionary<string, string>> SettingsAsync() => new(await base.SettingsAsync()) { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey };
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class RunPostgresFixture : RunAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
    }
}
