using Tracker.Testing;

namespace Tracker.BrowserTests.Overview;

/// <summary>The real server with something of most modules, some of it hostile, and one with nothing.</summary>
public sealed class OverviewApp : IAsyncLifetime
{
    public const string Hostile = "<script>document.title='taken'</script> payments 1.4.3";

    private TrackerApp _app = null!;
    private TrackerApp _empty = null!;

    public Uri Address => _app.HttpAddress;

    public Uri Empty => _empty.HttpAddress;

    public async ValueTask InitializeAsync()
    {
        (_app, _empty) = (await TrackerApp.StartAsync(), await TrackerApp.StartAsync());
        await EventAsync("payments 1.4.2", "deployment", "payments", "success");
        await EventAsync(Hostile, "deployment", "payments", "failure");
        await EventAsync("Card payments are refused", "incident", "payments", "open", "P1");
        await EventAsync("ledger 9", "deployment", "ledger", "start");
        await PostAsync("/api/v1alpha1/freeze", new { reason = "Month's end " + Hostile, service = "ledger", environment = "*", cron = "* * * * *", durationSeconds = 600, zone = "UTC" });
        await PostAsync("/api/v1alpha1/lock", new { service = "search", environment = "production", resource = "index", who = Hostile, reason = "reindex" });
        for (var build = 1; build < 7; build++) await BuildAsync(build);
        await PostAsync("/api/contexts/ci%2Fbuild/events", new object[] { new { name = "build 7", type = 3 }, new { name = "compile", type = 0 } });
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _empty.DisposeAsync();
    }

    public Task EventAsync(string title, string type, string service, string status, string priority = "P3") =>
        PostAsync("/api/v1alpha1/event", new { title, attributes = new { type, service, status, priority, environment = "production" } });

    private async Task BuildAsync(int build)
    {
        await PostAsync("/api/contexts/ci%2Fbuild/events", new object[] { new { name = "build " + build, type = 3 }, new { name = "compile", type = 0 } });
        await PostAsync("/api/contexts/ci%2Fbuild/events", new object[] { new { name = "compile", type = 1 } });
    }

    private async Task PostAsync(string path, object body)
    {
        var answer = await _app.PostAsync(path, body);
        Assert.True(answer.Status < 300, answer.ToString());
    }
}
