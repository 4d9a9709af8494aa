using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Tracker.Testing;

namespace Tracker.Tests.Overview;

/// <summary>An app in which something of everything happens.</summary>
public class OverviewAppFixture : AppFixture
{
    public const string Key = "a key for the overview";
    public const string AdminKey = "an admin's key for the overview";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await EventAsync("payments 1.4.2", "deployment", "payments", "success");
        await EventAsync("payments 1.4.3", "deployment", "payments", "failure");
        await EventAsync("Card payments are refused", "incident", "payments", "open", ("priority", "P1"), ("slackId", "C77"));
        var ended = await EventAsync("Was slow", "incident", "ledger", "open");
        await EventAsync("Is fast again", "incident", "ledger", "close", ("relatedId", ended));
        await EventAsync("Was over before it was told", "incident", "ledger", "open", ("startDate", At(-3)), ("endDate", At(-2)));
        await EventAsync("ledger 9", "deployment", "ledger", "start");
        await PostAsync("/api/v1alpha1/freeze", new { reason = "Month's end", service = "ledger", environment = "*", startsAt = At(-1), endsAt = At(5) });
        await PostAsync("/api/v1alpha1/freeze", new { reason = "Inventory", service = "shop", environment = "production", startsAt = At(3), endsAt = At(4) });
        await EventAsync("Move the shop", "operation", "shop", "planned", ("startDate", At(2)));
        await PostAsync("/api/v1alpha1/lock", new { service = "search", environment = "production", resource = "index", who = "ada", reason = "reindex" });
        await PostAsync("/api/v1alpha1/lock", new { service = "shop", environment = "production", resource = "deployment", who = "li.na" });
        _ = WaitAsync(new { service = "shop", environment = "production", resource = "*", who = "jonas", wait_seconds = 3600 });
        await Poll.UntilAsync(async () => (await GetAsync("/api/v1alpha1/locks/waiting")).Text.Contains("jonas", StringComparison.Ordinal));
        BackupTask = (await PostAsync("/api/backups", new { taskName = "backup of ledger" })).TextAt("id");
        await OutageAsync("mirror", 2);
        await OutageAsync("certificates", 3);
        await OutageAsync("statements", 3);
        await PostAsync("/api/contexts/ci%2Fbuild/events", new object[] { new { name = "build 42", type = 3 }, new { name = "compile", type = 0 } });
        Run = (await PostAsync("/api/v1/test", new { name = "nightly build" })).TextAt("id");
        LostRun = (await PostAsync("/api/v1/test", new { name = "stuck build", host = "node-7", start_time = At(-1) })).TextAt("id");
        await App.Database.WriteAsync(write => write.ExecuteAsync("UPDATE run SET lost_at = 1 WHERE id = $1", long.Parse(LostRun, CultureInfo.InvariantCulture)));
        await Poll.UntilAsync(async () => (await GetAsync("/api/v1/test/" + LostRun)).At("lost")!.GetValue<bool>(), TimeSpan.FromSeconds(90));
        OthersRun = (await SendAsync(HttpMethod.Post, "/api/v1/test", new { name = "nightly secret" }, AdminKey)).TextAt("id");
        var entry = await SendAsync(HttpMethod.Put, "/api/v1alpha1/catalog", new { name = "payments", type = "project", owner = "team-payments", description = "Takes money" }, Key);
        Assert.Equal(200, entry.Status);
    }

    public string BackupTask { get; private set; } = "";

    public string Run { get; private set; } = "";

    public string OthersRun { get; private set; } = "";

    public string LostRun { get; private set; } = "";

    public Task<Answer> GetAsync(string path, string key = Key) => SendAsync(HttpMethod.Get, path, null, key);

    public async Task<Answer> PostAsync(string path, object body)
    {
        var answer = await SendAsync(HttpMethod.Post, path, body, Key);
        Assert.True(answer.Status < 300, $"{path}: {answer}");
        return answer;
    }

    public async Task<string> EventAsync(string title, string type, string service, string status, params (string Name, string Value)[] more)
    {
        var attributes = new Dictionary<string, string> { ["type"] = type, ["service"] = service, ["status"] = status, ["environment"] = "production" };
        foreach (var (name, value) in more.Where(m => m.Name != "slackId")) attributes[name] = value;
        var slackId = more.FirstOrDefault(m => m.Name == "slackId").Value;
        return (await PostAsync("/api/v1alpha1/event", new { title, slackId = slackId ?? "", attributes })).TextAt("event.metadata.id");
    }

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body, string key)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + key);
        if (body is not null) request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        using var response = await App.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    protected override async Task<Dictionary<string, string>> SettingsAsync() => new(await base.SettingsAsync()) { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey };

    /// <summary>For a lock that is held until the app ends.</summary>
    private async Task WaitAsync(object wanted)
    {
        using var http = new HttpClient { BaseAddress = App.HttpAddress, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "X-API-KEY", Key } } };
        using var answer = await http.PostAsJsonAsync("/api/v1alpha1/lock", wanted);
    }

    /// <summary>A task of which nothing is due for another day, so that its state stays as it is made here.</summary>
    private async Task OutageAsync(string name, int state)
    {
        var id = (await PostAsync("/api/tasks", new { name, period = "1d" })).TextAt("id");
        await App.Database.WriteAsync(write => write.ExecuteAsync("UPDATE task SET state = $1 WHERE id = $2", state, long.Parse(id, CultureInfo.InvariantCulture)));
    }

    private static string At(double hours) => DateTimeOffset.UtcNow.AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class OverviewPostgresFixture : OverviewAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var cluster = await PostgresCluster.SharedAsync();
        return new(await base.SettingsAsync()) { ["DATABASE_URL"] = await cluster.CreateDatabaseAsync() };
    }
}
