using System.Globalization;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;

namespace Tracker.BrowserTests.Live;

/// <summary>Two real servers over one PostgreSQL: pages are open at one, and everything is done at the other. In a long run each has a process of its own.</summary>
public sealed class ReplicasApp : IAsyncLifetime
{
    public const string Context = "ci/live";

    private const string Key = "the-key-of-those-who-look";

    private readonly List<IAsyncDisposable> _servers = [];

    /// <summary>Where pages are open.</summary>
    public Uri Here { get; private set; } = null!;

    /// <summary>Where things are done.</summary>
    public Uri There { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresCluster.Missing is { } missing) Missing.Because(missing);
        var settings = new Dictionary<string, string>
        {
            ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync(),
            ["TRACKER_SECRET_KEY"] = "what both replicas know, 32 letters",
            ["ADMIN_KEY"] = Key,
            ["TRACKER_ALLOW_ANONYMOUS"] = "read",
        };
        (Here, There) = (await StartAsync(settings), await StartAsync(settings));
        using var http = new HttpClient { BaseAddress = There, DefaultRequestHeaders = { { "X-API-KEY", Key } } };
        // Long under way, so that the picture has room for it to grow.
        var began = DateTimeOffset.UtcNow.AddMinutes(-10).ToString("O", CultureInfo.InvariantCulture);
        await PostAsync(http, $"/api/contexts/{Uri.EscapeDataString(Context)}/events", $$"""[{ "name": "release 1", "type": 3, "time": "{{began}}" }, { "name": "compile", "type": 0, "time": "{{began}}" }]""");
        // The board has columns where an application is followed; nobody asks for this one.
        await PostAsync(http, "/trackers", """{ "id": "shop.checkout", "repo": "shop/requirements", "paused": true }""");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
    }

    /// <summary>One browser, signed in at both: the cookie is that of the host.</summary>
    public async Task<IBrowserContext> SignInAsync(BrowserFixture browser)
    {
        var context = await browser.NewContextAsync(Here, Reader.Default);
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(Here, "/sign-in").ToString());
        await page.Locator("[name='Input.Key']").FillAsync(Key);
        await page.Locator("[name='Input.Key']").PressAsync("Enter");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        await page.CloseAsync();
        return context;
    }

    private static async Task PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(path, content);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {await answer.Content.ReadAsStringAsync()}");
    }

    private async Task<Uri> StartAsync(Dictionary<string, string> settings)
    {
        if (!LongRun.Enabled)
        {
            var app = await TrackerApp.StartAsync(settings);
            _servers.Add(app);
            return app.HttpAddress;
        }

        var process = await TrackerProcess.StartAsync(new() { Environment = settings.ToDictionary(s => s.Key, string? (s) => s.Value), StartTimeout = TimeSpan.FromSeconds(60) });
        _servers.Add(process);
        return process.HttpAddress;
    }
}
