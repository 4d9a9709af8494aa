using System.Text.Json.Nodes;
using Tracker.Server.Notifications.Rules;
using Tracker.Storage;
using Tracker.Testing;
using Tracker.Tests.Notifications;

namespace Tracker.Tests.Tasks.Reports;

public sealed class SqliteNightlyReportTests : NightlyReportSuite
{
    protected override Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(Outside.Settings());
}

public sealed class PostgresNightlyReportTests : NightlyReportSuite
{
    protected override Task<Dictionary<string, string>> SettingsAsync() => Outside.PostgresAsync();

    [Fact]
    public async Task Of_two_servers_one_sends_the_report()
    {
        await using var receiver = await Receiver.StartAsync();
        // Due a minute ago, and last sent long before: both want to make up for it.
        var settings = await SettingsAsync();
        settings["TRACKER_REPORT_TIME"] = DateTime.UtcNow.AddMinutes(-1).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        settings["TRACKER_SECRET_KEY"] = "a key for tests alone, 32 characters";
        await using (var first = await TrackerApp.StartAsync(new Dictionary<string, string>(settings) { ["TRACKER_REPORT_TIME"] = "off" }))
        {
            Outside.Administer(first.Http);
            await ToReceiverAsync(first, receiver);
            await first.Database.WriteAsync(write => write.ExecuteAsync("INSERT INTO task_report(id, due_at) VALUES(1, 1)"));
        }

        var options = new TrackerProcessOptions { Environment = settings.ToDictionary(s => s.Key, string? (s) => s.Value) };
        var servers = await Task.WhenAll(TrackerProcess.StartAsync(options), TrackerProcess.StartAsync(options));
        await using var one = servers[0];
        await using var two = servers[1];
        // One tells that it sent it, the other that it was sent.
        await Poll.UntilAsync(() => servers.All(s => s.Child.Said.Contains("Report: ", StringComparison.Ordinal) || s.Child.Said.Contains("has been sent already", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        using var http = one.CreateHttpClient();
        Outside.Administer(http);
        var report = Assert.Single(JsonNode.Parse(await http.GetStringAsync("/api/v1/deliveries?subject=report"))!.AsArray());
        Assert.Equal("task.report", (string)report!["kind"]!);
        await Poll.UntilAsync(() => receiver.Requests.Count == 1, TimeSpan.FromSeconds(60));
    }
}

/// <summary>The report that is sent by itself, and the one that is asked for.</summary>
public abstract class NightlyReportSuite
{
    protected abstract Task<Dictionary<string, string>> SettingsAsync();

    [Fact]
    public async Task It_is_sent_at_midnight_and_made_up_for_once_when_that_was_missed()
    {
        await using var receiver = await Receiver.StartAsync();
        using var folder = new TempFolder();
        var settings = await SettingsAsync();
        var clock = new FakeClock(new DateTimeOffset(2026, 3, 2, 22, 0, 0, TimeSpan.Zero));
        await using (var app = await StartAsync(settings, clock, folder))
        {
            await ToReceiverAsync(app, receiver);
            await DownAsync(app, "nightly backup");
            // What was due before the first start is nobody's to send.
            await LooksAsync(app, clock);
            Assert.Empty(receiver.Requests);
            clock.Leap(TimeSpan.FromHours(2) - TimeSpan.FromMinutes(1));
            await LooksAsync(app, clock);
            Assert.Empty(receiver.Requests);
            clock.Advance(TimeSpan.FromMinutes(1));
            await UntilAsync(clock, () => receiver.Requests.Count == 1);
            var alert = JsonNode.Parse(receiver.Requests[0].Body)!;
            Assert.Equal(("task.report", "bad", "1 of 1 task is down"), ((string)alert["kind"]!, (string)alert["severity"]!, (string)alert["title"]!));
            Assert.Contains("down     nightly backup never            It reported a failure", (string)alert["text"]!);
        }

        clock.Leap(TimeSpan.FromHours(26));
        await using (var app = await StartAsync(settings, clock, folder))
        {
            await UntilAsync(clock, () => receiver.Requests.Count == 2);
            await LooksAsync(app, clock);
            Assert.Equal(2, receiver.Requests.Count);
        }

        // Seven hours after midnight it would tell of another day.
        clock.Leap(TimeSpan.FromHours(29));
        await using (var app = await StartAsync(settings, clock, folder))
        {
            await LooksAsync(app, clock);
            Assert.Equal(2, receiver.Requests.Count);
        }
    }

    [Fact]
    public async Task It_is_sent_when_asked_to_and_SLACK_CHANNEL_gets_it()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer = _ => Reply.Of(200, """{"ok":true}""");
        using var folder = new TempFolder();
        var settings = new Dictionary<string, string>(await SettingsAsync())
        {
            ["SLACK_TOKEN"] = "xoxb-of-a-bot",
            ["SLACK_CHANNEL"] = "#nights",
            ["SLACK_API_URL"] = receiver.Url("/api").ToString(),
        };
        await using (var app = await TrackerApp.StartAsync(settings, folder: folder))
        {
            Outside.Administer(app.Http);
            await Poll.UntilAsync(async () => (await app.GetAsync("/api/v1/channels")).Text.Contains("SLACK_CHANNEL", StringComparison.Ordinal));
            await RuleBook.SettleAsync();
            Assert.Equal(200, (await app.PostAsync("/api/reports", new { notify = "ON_ERROR" })).Status);
            Assert.Equal(200, (await app.PostAsync("/api/reports", new { notify = "NEVER" })).Status);
            await DownAsync(app, "nightly backup");
            Assert.Equal(200, (await app.PostAsync("/api/reports", new { notify = "ON_ERROR" })).Status);
            Assert.Equal(200, (await app.PostAsync("/api/reports", new { notify = "ALWAYS" })).Status);
            await Poll.UntilAsync(() => receiver.Requests.Count == 2);
            Assert.All(receiver.Requests, r => Assert.Equal("Bearer xoxb-of-a-bot", r.Header("Authorization")));
            var body = JsonNode.Parse(receiver.Requests[0].Body)!;
            Assert.Equal("#nights", (string)body["channel"]!);
            Assert.Contains("```\nSTATE    NAME", (string)body["text"]!);
        }

        foreach (var name in new[] { "SLACK_TOKEN", "SLACK_CHANNEL", "SLACK_API_URL" }) settings.Remove(name);
        await using var without = await TrackerApp.StartAsync(settings, folder: folder);
        Outside.Administer(without.Http);
        await Poll.UntilAsync(async () => !(await without.GetAsync("/api/v1/channels")).Text.Contains("SLACK_CHANNEL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_only_read_sends_nothing()
    {
        await using var app = await TrackerApp.StartAsync(await SettingsAsync());
        Outside.Administer(app.Http);
        var key = await app.PostAsync("/api/v1/keys", new { name = Some.Name(), scope = "read" });
        using var reader = new HttpClient { BaseAddress = app.HttpAddress };
        reader.DefaultRequestHeaders.Add("X-API-KEY", key.TextAt("key"));
        Assert.Equal(200, (int)(await reader.PostAsync("/api/reports", null)).StatusCode);
        Assert.Equal(403, (int)(await reader.PostAsync("/api/reports", new StringContent("""{"notify":"ALWAYS"}"""))).StatusCode);
    }

    protected static async Task ToReceiverAsync(TrackerApp app, Receiver receiver)
    {
        var channel = await app.PostAsync("/api/v1/channels", new { name = "hook", kind = "webhook", config = new { url = receiver.Url("/").ToString() } });
        Assert.Equal(201, channel.Status);
        Assert.Equal(201, (await app.PostAsync("/api/v1/rules", new { channel = channel.TextAt("id"), kinds = new[] { "task.report" } })).Status);
    }

    private static async Task<TrackerApp> StartAsync(Dictionary<string, string> settings, FakeClock clock, TempFolder folder)
    {
        var app = await TrackerApp.StartAsync(settings, clock, folder);
        Outside.Administer(app.Http);
        return app;
    }

    private static async Task DownAsync(TrackerApp app, string name)
    {
        var made = await app.PostAsync("/api/tasks", new { name, period = "1d" });
        var ping = (await app.GetAsync($"/api/tasks/{made.TextAt("id")}")).TextAt("ping_path");
        Assert.Equal(200, (await app.GetAsync(ping + "/fail")).Status);
    }

    /// <summary>Until the worker has noted for what is due now that it was seen to.</summary>
    private static async Task LooksAsync(TrackerApp app, FakeClock clock)
    {
        var options = new Server.Tasks.Reports.ReportOptions();
        for (var i = 0; i < 50; i++) clock.Advance(TimeSpan.FromMilliseconds(100));
        var due = Instant.ToMicroseconds(options.DueBy(clock.GetUtcNow())!.Value);
        await Poll.UntilAsync(async () =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            var stored = await app.Database.FirstAsync("SELECT due_at FROM task_report WHERE id = 1", r => r.GetInt64(0), CancellationToken.None);
            return stored == due;
        });
    }

    private static Task UntilAsync(FakeClock clock, Func<bool> condition) => Poll.UntilAsync(() =>
    {
        clock.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
