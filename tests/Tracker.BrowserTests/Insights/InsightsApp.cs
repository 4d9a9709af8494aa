using System.Globalization;
using System.Net.Http.Json;
using Tracker.Testing;

namespace Tracker.BrowserTests.Insights;

/// <summary>The real server with a month and a half of deployments and incidents.</summary>
public sealed class InsightsApp : IAsyncLifetime
{
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync();
        using (var answer = await _app.Http.PutAsJsonAsync("/api/v1alpha1/catalog", new { name = "shop", owner = "team-buy" })) answer.EnsureSuccessStatusCode();
        for (var i = 0; i < 24; i++)
        {
            var (service, version) = (i % 3 == 0 ? "payments-with-a-rather-long-name" : "shop", $"1.{i / 2}.0");
            await EventAsync("deployment", "success", 45 - (i * 1.8) + 0.4 + (i % 5 * 0.3), service, version, "UAT");
            await EventAsync("deployment", i % 7 == 3 ? "failure" : "success", 45 - (i * 1.8), service, version);
        }

        await EventAsync("incident", "close", 8.9, "shop", "", title: "Checkout <b>slow</b> for everybody who pays by card", lasts: TimeSpan.FromMinutes(95));
        await EventAsync("incident", "close", 20, "shop", "", lasts: TimeSpan.FromHours(5));
        await EventAsync("incident", "open", 2, "payments-with-a-rather-long-name", "");
        await EventAsync("operation", "success", 3, "shop", "");
        await EventAsync("drift", "open", 3, "shop", "");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task EventAsync(
        string type, string status, double daysAgo, string service, string version, string environment = "production", string? title = null, TimeSpan? lasts = null)
    {
        var at = _now.AddDays(-daysAgo);
        using var answer = await _app.Http.PostAsJsonAsync("/api/v1alpha1/event", new
        {
            title = title ?? $"{type} of {service} {version}",
            attributes = new { type, status, service, version, environment, startDate = Text(at), endDate = lasts is { } time ? Text(at + time) : type == "deployment" ? Text(at) : null },
        });
        answer.EnsureSuccessStatusCode();
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);
}
