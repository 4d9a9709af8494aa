using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Tracker.BrowserTests.Harness;
using Tracker.Testing;

namespace Tracker.BrowserTests.Runs;

/// <summary>The real server with runs as a platform has them, and a reader who signed in with their key.</summary>
public sealed class RunsApp : IAsyncLifetime
{
    private const string Key = "the-key-of-the-runs";

    private TrackerApp _app = null!;
    private BrowserContextCookiesResult? _session;
    private string _id = "";
    private string _other = "";
    private string _active = "";

    public Uri Address => _app.HttpAddress;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = Key, ["TRACKER_ALLOW_ANONYMOUS"] = "read" });
        _app.Http.DefaultRequestHeaders.Add("Authorization", "Bearer " + Key);
        for (var i = 0; i < 6; i++) _other = await RanAsync("nightly build", 100 + i, Busy(100 + i, 0.3), cpuSeconds: 40 + i);
        _id = await RanAsync("nightly build", 300, Busy(300, 0.6), cpuSeconds: 41);
        await RanAsync("transcode <b>of</b> a film with a long name that nobody would ever want to read as a whole", 20, Busy(20, 0.9), exitCode: 3);
        _active = await BeginAsync(new { name = "watch over the machine", threshold = 0.8, host = "node-1", description = "no command,\nuntil interrupted", tags = new[] { "ci" } });
        await SampleAsync(0.2);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    public async Task SampleAsync(double usage) => await PostAsync($"/api/v1/test/{_active}/usage", new { cpu_usage = usage });

    /// <summary>Begins, measures every second and ends a run of an hour ago.</summary>
    public async Task<string> RanAsync(string name, int seconds, IEnumerable<double> usages, int exitCode = 0, double? cpuSeconds = null)
    {
        var start = DateTimeOffset.UtcNow.AddHours(-1);
        var id = await BeginAsync(new { name, threshold = 0.5, start_time = Text(start), service = "shop", environment = "production" });
        await PostAsync($"/api/v1/test/{id}/usage", usages.Select((usage, i) => new { cpu_usage = usage, timestamp = Text(start.AddSeconds(i)) }));
        await PostAsync($"/api/v1/test/{id}/stop", new { end_time = Text(start.AddSeconds(seconds)), exit_code = exitCode, cpu_seconds = cpuSeconds, peak_memory = 48_000_000, children = 7 });
        return id;
    }

    /// <summary>Opens a page as whoever the runs belong to.</summary>
    public async Task<PageProbe> OpenAsync(BrowserFixture browser, string path, Reader reader, int status)
    {
        var context = await browser.NewContextAsync(Address, reader);
        var session = _session ??= await SignInAsync(browser);
        await context.AddCookiesAsync([new() { Name = session.Name, Value = session.Value, Url = Address.ToString() }]);
        var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), Address, reader, ownsContext: true);
        if (status == 404) probe.Expected.Add(404);
        await probe.GoToAsync(path.Replace("{id}", _id, StringComparison.Ordinal).Replace("{other}", _other, StringComparison.Ordinal).Replace("{active}", _active, StringComparison.Ordinal));
        Assert.Equal(status, probe.Status);
        return probe;
    }

    private static IEnumerable<double> Busy(int count, double middle)
    {
        var random = new Random(count);
        return Enumerable.Range(0, count).Select(i => Math.Round(Math.Clamp(middle + (0.3 * Math.Sin(i / 9.0)) + (random.NextDouble() / 10), 0, 1), 3));
    }

    private static string Text(DateTimeOffset at) => at.ToString("O", CultureInfo.InvariantCulture);

    private async Task<BrowserContextCookiesResult> SignInAsync(BrowserFixture browser)
    {
        await using var probe = await browser.OpenAsync(Address, "/sign-in", Reader.Default);
        await probe.Page.Locator("[name='Input.Key']").FillAsync(Key);
        await probe.Page.Locator("[name='Input.Key']").PressAsync("Enter");
        await probe.Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return (await probe.Page.Context.CookiesAsync()).Single(c => c.Name == "tracker_session");
    }

    private async Task<string> BeginAsync(object body) => (await PostAsync("/api/v1/test", body))!["id"]!.ToString();

    private async Task<JsonNode?> PostAsync(string path, object body)
    {
        using var answer = await _app.Http.PostAsJsonAsync(path, body);
        answer.EnsureSuccessStatusCode();
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync());
    }
}
