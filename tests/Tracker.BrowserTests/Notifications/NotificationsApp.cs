using Tracker.BrowserTests.Harness;
using Tracker.Testing;

namespace Tracker.BrowserTests.Notifications;

/// <summary>A server with channels of every kind, rules, and deliveries that arrived, wait and were given up; and one without any.</summary>
public sealed class NotificationsApp : IAsyncLifetime
{
    private const string AdminKey = "the-key-of-those-who-administer";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Where nobody listens.
    private const string Nowhere = "http://127.0.0.1:9/hooks";

    private TrackerApp _app = null!;
    private TrackerApp _empty = null!;

    public string Channel { get; private set; } = "";

    public string Mail { get; private set; } = "";

    public string Rule { get; private set; } = "";

    public string Waiting { get; private set; } = "";

    public string Dead { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        (_empty, _app) = (await StartAsync(), await StartAsync());
        Channel = await ChannelAsync("on call", "webhook", new { url = Nowhere });
        Mail = await ChannelAsync("The people who look after the shop", "email", new { host = "smtp.example.com", username = "tracker", password = "not shown again", from = "tracker@example.com", to = new[] { "shop@example.com", "ops@example.com" } });
        await ChannelAsync("chat", "slack", new { token = "xoxb-of-a-bot", channel = "#ops" });
        var log = await ChannelAsync("log", "console", new { });
        var gone = await ChannelAsync("old", "webhook", new { url = Nowhere });
        Rule = await RuleAsync(new { channel = Channel, kinds = new[] { "incident", "*.failure" }, service = "shop", environment = "production", tag = "core", severity = "warning" });
        await RuleAsync(new { channel = log });
        await RuleAsync(new { channel = gone, kinds = new[] { "drift" } });
        await EventAsync("Payments <b>fail</b> for one customer in three, and nobody knows why yet", "incident", "core");
        await EventAsync("Settings differ from what was declared", "drift");
        Waiting = await FirstAsync("waiting");
        Check(await _app.SendAsync(HttpMethod.Patch, $"/api/v1/channels/{gone}", new { enabled = false }));
        Dead = await FirstAsync("dead");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _empty.DisposeAsync();
    }

    /// <summary>Opens a page as an administrator.</summary>
    public Task<PageProbe> OpenAsync(BrowserFixture browser, string path, Reader reader) => OpenAsync(browser, _app, path, reader);

    public Task<PageProbe> OpenEmptyAsync(BrowserFixture browser, string path, Reader reader) => OpenAsync(browser, _empty, path, reader);

    private static async Task<PageProbe> OpenAsync(BrowserFixture browser, TrackerApp app, string path, Reader reader)
    {
        var context = await browser.NewContextAsync(app.HttpAddress, reader);
        await context.SetExtraHTTPHeadersAsync([new("X-API-KEY", AdminKey)]);
        var probe = await PageProbe.AttachAsync(await context.NewPageAsync(), app.HttpAddress, reader, ownsContext: true);
        await probe.GoToAsync(path);
        return probe;
    }

    private static async Task<TrackerApp> StartAsync()
    {
        var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = AdminKey, ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8" });
        app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
        return app;
    }

    private async Task<string> ChannelAsync(string name, string kind, object config) => Check(await _app.PostAsync("/api/v1/channels", new { name, kind, config })).TextAt("id");

    private async Task<string> RuleAsync(object rule) => Check(await _app.PostAsync("/api/v1/rules", rule)).TextAt("id");

    private async Task EventAsync(string title, string type, string? tag = null) => Check(await _app.PostAsync(
        "/api/v1alpha1/event", new { title, attributes = new { type, service = "shop", environment = "production", tags = tag is null ? Array.Empty<string>() : [tag] } }));

    /// <summary>A delivery of this state that was tried already.</summary>
    private async Task<string> FirstAsync(string state) => (string)(await Poll.ForAsync(
        async () => (await _app.GetAsync($"/api/v1/deliveries?state={state}")).Json.AsArray().FirstOrDefault(d => (int)d!["attempts"]! > 0), Patience, CancellationToken.None))["id"]!;

    private static Answer Check(Answer answer) => answer.Status is 200 or 201 ? answer : throw new InvalidOperationException(answer.Text);
}
