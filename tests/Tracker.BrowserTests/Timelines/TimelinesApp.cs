using System.Net.Http.Json;
using Tracker.Testing;

namespace Tracker.BrowserTests.Timelines;

/// <summary>The real server with deployments and builds: alike, slow, failed, under way, and one of many events.</summary>
public sealed class TimelinesApp : IAsyncLifetime
{
    private static readonly (string Name, double From, double To, string Host)[] Steps =
    [
        ("release.checkout", 0, 14, "build-01"), ("release.restore.nuget", 14, 70, "build-01"), ("release.restore.npm", 14, 50, "build-02"),
        ("release.compile.core", 70, 186, "build-01"), ("release.compile.api", 186, 298, "build-01"), ("release.compile.web", 186, 341, "build-02"),
        ("release.test.unit", 341, 508, "build-01"), ("release.test.contract", 341, 427, "build-03"), ("release.test.browser", 341, 698, "build-02"),
        ("release.package.image-api", 698, 766, "build-01"), ("release.package.sign", 770, 783, "build-01"),
        ("release.deploy.staging.migrate", 800, 864, "stg-db-1"), ("release.deploy.staging.roll", 864, 1005, "stg-app"), ("release.deploy.staging.smoke", 1005, 1089, "stg-app"),
        ("release.deploy.prod.roll", 1110, 1500, "prod-app-1"), ("release.deploy.prod.roll", 1130, 1560, "prod-app-2"), ("release.deploy.prod.verify", 1560, 1650, "prod-app-1"),
    ];

    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_ALLOW_ANONYMOUS"] = "write" });
        var now = DateTimeOffset.UtcNow;
        for (var i = 1; i <= 8; i++) await ReleaseAsync("checkout release", $"2026.11.{i}", now.AddHours(i - 12), (_, seconds) => seconds * (1 + (i * 7 % 5 * 0.01)));
        // One that lost its time in the browser tests, and failed.
        await ReleaseAsync("checkout release", "2026.11.9", now.AddHours(-3), (name, seconds) => name.Contains("test.browser", StringComparison.Ordinal) ? seconds * 3 : seconds, failed: "release.deploy.staging.smoke");
        await ReleaseAsync("checkout release", "2026.11.10", now.AddSeconds(-1200), (_, seconds) => seconds, until: 1200);
        await PostAsync("checkout release", new { name = "release.deploy.flags", type = 2, time = now.AddSeconds(-100) }, new { name = "release.gone", type = 1, time = now.AddSeconds(-90) });
        await ManyAsync("nightly/tests", now.AddHours(-2));
        await PostAsync("flat", [.. Enumerable.Range(0, 1200).SelectMany(i => new object[] { new { name = $"step{i:0000}", type = 0, time = now.AddSeconds(i - 4000) }, new { name = $"step{i:0000}", type = 1, time = now.AddSeconds(i - 3998) } })]);
        using var described = await _app.Http.PutAsJsonAsync("/api/contexts/empty", new { description = "Made before its first timeline" });
        described.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public async Task PostAsync(string context, params object[] messages)
    {
        using var answer = await _app.Http.PostAsJsonAsync($"/api/contexts/{Uri.EscapeDataString(context)}/events", messages);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain("reason", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task ReleaseAsync(string context, string label, DateTimeOffset at, Func<string, double, double> scale, double until = double.MaxValue, string? failed = null)
    {
        List<object> messages = [new { name = label, type = 3, time = at }];
        var late = 0.0;
        foreach (var (name, from, to, host) in Steps.Where(s => s.From < until))
        {
            var took = scale(name, to - from);
            messages.Add(new { name, type = 0, time = at.AddSeconds(from + late), host });
            if (to + late < until) messages.Add(new { name, type = 1, time = at.AddSeconds(from + late + took), host, status = name == failed ? "failed" : "ok" });
            if (took > (to - from) * 2) late = took - (to - from);
        }

        await PostAsync(context, [.. messages]);
    }

    /// <summary>So many that deep levels are folded.</summary>
    private Task ManyAsync(string context, DateTimeOffset at) => PostAsync(context, [
        .. Enumerable.Range(0, 1500).SelectMany(i => new object[]
        {
            new { name = $"suite{i % 12}.class{i % 120}.test{i}", type = 0, time = at.AddSeconds(i) }, new { name = $"suite{i % 12}.class{i % 120}.test{i}", type = 1, time = at.AddSeconds(i + 2) },
        })]);
}
