using Tracker.Testing;

namespace Tracker.Tests.Access;

public sealed class QuotaTests
{
    [Fact]
    public async Task Rows_beyond_the_quota_of_the_day_are_refused_also_after_a_restart()
    {
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string> { ["TRACKER_QUOTA_ROWS"] = "3" };
        await using (var app = await TrackerApp.StartAsync(settings, folder: folder))
        {
            for (var i = 0; i < 3; i++) Assert.Equal(200, (await app.PostAsync("/api/v1alpha1/event", Some.EventJson())).Status);
            // Counted once committed, on no particular thread.
            await Poll.UntilAsync(async () => (await app.PostAsync("/api/v1alpha1/event", Some.EventJson())).Status == 429, TimeSpan.FromSeconds(10), what: "the quota is used up");
        }

        await using var again = await TrackerApp.StartAsync(settings, folder: folder);
        var refused = await again.PostAsync("/api/v1alpha1/event", Some.EventJson());
        Assert.Equal(429, refused.Status);
        Assert.Contains("TRACKER_QUOTA_ROWS", refused.TextAt("message"));
        Assert.Equal(200, (await again.GetAsync("/api/v1alpha1/events/list")).Status);
    }

    [Fact]
    public async Task Requests_beyond_the_rate_are_refused_and_told_when_to_come_back()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_QUOTA_REQUESTS"] = "1" });
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.GetAsync("/api/v1alpha1/events/list")));
        Assert.Contains(answers, a => a.Status == 429);
        Assert.Contains(answers, a => a.Status == 200);
        Assert.Contains("TRACKER_QUOTA_REQUESTS", answers.First(a => a.Status == 429).TextAt("message"));
    }
}
