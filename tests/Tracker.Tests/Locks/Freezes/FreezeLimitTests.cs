using Tracker.Server.Locks.Freezes;
using Tracker.Testing;

namespace Tracker.Tests.Locks.Freezes;

public sealed class FreezeLimitTests
{
    [Fact]
    public async Task There_can_be_a_thousand_windows_and_no_more()
    {
        await using var app = await TrackerApp.StartAsync();
        await app.Database.WriteAsync(w => w.ExecuteAsync(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
            INSERT INTO freeze_window(uuid, reason, service, environment, cron, duration_seconds, zone, created_by, created_at)
            SELECT randomblob(16), 'r', 's', '*', '0 0 * * *', 60, 'UTC', 'system', 0 FROM n
            """,
            FreezeRules.MaxWindows - 1), TestContext.Current.CancellationToken);
        object body = new { reason = "r", cron = "0 0 * * *", durationSeconds = 60 };

        Assert.Equal(200, (await app.PostAsync("/api/v1alpha1/freeze", body)).Status);
        var refused = await app.PostAsync("/api/v1alpha1/freeze", body);
        Assert.Equal(400, refused.Status);
        Assert.Contains("1000 freeze windows", refused.TextAt("message"));
        Assert.Equal("1000", (await app.GetAsync("/api/v1alpha1/freezes/list?per_page=1")).TextAt("totalCount"));
    }
}
