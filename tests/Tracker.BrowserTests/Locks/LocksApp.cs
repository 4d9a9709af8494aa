using System.Net.Http.Json;
using Tracker.BrowserTests.Locks;
using Tracker.Testing;

[assembly: AssemblyFixture(typeof(LocksApp))]

namespace Tracker.BrowserTests.Locks;

/// <summary>The real server with locks and freeze windows, as a platform of some teams has them.</summary>
public sealed class LocksApp : IAsyncLifetime
{
    public const string AdminKey = "the-key-of-those-who-administer";
    private const string ApiKey = "the-key-of-the-pipelines";

    private readonly CancellationTokenSource _ending = new();
    private readonly List<Task> _waiting = [];
    private TrackerApp _app = null!;
    private HttpClient _pipeline = null!;

    public Uri Address => _app.HttpAddress;

    public string FreezeId { get; private set; } = "";

    /// <summary>A lock that a pipeline holds, and two wait for.</summary>
    public string LockId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string>
        {
            ["API_KEY"] = ApiKey,
            ["ADMIN_KEY"] = AdminKey,
            ["TRACKER_ALLOW_ANONYMOUS"] = "write",
        });
        _pipeline = new HttpClient { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan, DefaultRequestHeaders = { { "X-API-KEY", ApiKey } } };
        await AddFreezesAsync(DateTimeOffset.UtcNow);
        await AddLocksAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_waiting).ContinueWith(_ => { }, TaskScheduler.Default);
        _pipeline.Dispose();
        _ending.Dispose();
        await _app.DisposeAsync();
    }

    public Task<Answer> GetAsync(string path) => _app.GetAsync(path);

    /// <summary>Over REST, as a pipeline does it.</summary>
    public async Task<Answer> PostAsync(string path, object body)
    {
        var answer = await _app.PostAsync(path, body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    public async Task<string> FreezeAsync(object body) => (await PostAsync("/api/v1alpha1/freeze", body)).TextAt("window.id");

    /// <summary>Taken with the pipelines' key: others release it by force only.</summary>
    public async Task<string> LockAsync(object body)
    {
        using var response = await _pipeline.PostAsJsonAsync("/api/v1alpha1/lock", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return new Answer(200, text).TextAt("lock.id");
    }

    private async Task AddLocksAsync()
    {
        var held = new { service = "checkout", environment = "production", resource = "deployment" };
        LockId = await LockAsync(new { held.service, held.environment, held.resource, who = "pipeline 4711", ttl_seconds = 14400, reason = "Deploy checkout v9.1.0, with a migration that takes its time" });
        await LockAsync(new { service = "payments", environment = "production", resource = "database", who = "li.na", reason = "Restoring a backup" });
        await LockAsync(new { service = "search", environment = "UAT", resource = "*", who = "load-test", ttl_seconds = 2_592_000, event_id = "0190d5a0-0000-7000-8000-000000000000" });
        await PostAsync("/api/v1alpha1/lock", new { service = "*", environment = "recette", resource = "deployment", who = "jonas.weber" });
        foreach (var who in new[] { "pipeline 4712", "amira.haddad" })
        {
            _waiting.Add(_pipeline.PostAsJsonAsync(
                "/api/v1alpha1/lock", new { held.service, held.environment, held.resource, who, wait_seconds = 3600, reason = "Deploy the next one" }, _ending.Token));
            await Poll.UntilAsync(async () => (await GetAsync("/api/v1alpha1/locks/waiting")).Text.Contains(who, StringComparison.Ordinal));
        }

        var forced = await LockAsync(new { service = "billing", environment = "production", resource = "deployment", who = "pipeline 4242" });
        using var force = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1alpha1/lock/{forced}?force=true&reason=The+runner+is+gone") { Headers = { { "X-API-KEY", AdminKey } } };
        using var taken = await _app.Http.SendAsync(force);
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        await LockAsync(new { service = "reporting", environment = "production", resource = "deployment", who = "pipeline 17", ttl_seconds = 1 });
        await Poll.UntilAsync(async () => (await GetAsync("/api/v1alpha1/locks/lost")).TextAt("totalCount") == "2");
    }

    private async Task AddFreezesAsync(DateTimeOffset now)
    {
        FreezeId = await FreezeAsync(new { reason = "Weekend", environment = "production", cron = "0 18 * * 5", durationSeconds = 223200, zone = "Europe/Paris" });
        await FreezeAsync(new { reason = "Month's end: the accounts are closed and nobody touches them", service = "billing", cron = "0 6 L * *", durationSeconds = 129600, zone = "Europe/Paris" });
        await FreezeAsync(new { reason = "Nightly batches", service = "data-warehouse", environment = "production", cron = "30 1 * * *", durationSeconds = 14400 });
        await FreezeAsync(new { reason = "Audit week", service = "payments", startsAt = Text(now.AddDays(-1)), endsAt = Text(now.AddDays(4)) });
        await FreezeAsync(new { reason = "Sale", startsAt = Text(now.AddDays(9)), endsAt = Text(now.AddDays(12)) });
        await FreezeAsync(new { reason = "Move to the new data centre", environment = "preproduction", startsAt = Text(now.AddDays(-20)), endsAt = Text(now.AddDays(-18)) });

        static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH':00:00Z'", System.Globalization.CultureInfo.InvariantCulture);
    }
}
