using Tracker.BrowserTests.Locks;
using Tracker.Testing;

[assembly: AssemblyFixture(typeof(LocksApp))]

namespace Tracker.BrowserTests.Locks;

/// <summary>The real server with locks and freeze windows, as a platform of some teams has them.</summary>
public sealed class LocksApp : IAsyncLifetime
{
    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    public string FreezeId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_QUOTA_REQUESTS"] = "100000" });
        await AddFreezesAsync(DateTimeOffset.UtcNow);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public Task<Answer> GetAsync(string path) => _app.GetAsync(path);

    /// <summary>Over REST, as a pipeline does it.</summary>
    public async Task<Answer> PostAsync(string path, object body)
    {
        var answer = await _app.PostAsync(path, body);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    public async Task<string> FreezeAsync(object body) => (await PostAsync("/api/v1alpha1/freeze", body)).TextAt("window.id");

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
