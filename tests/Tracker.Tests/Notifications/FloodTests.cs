using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>More alerts than a channel takes: a bounded number waits, the rest is counted and told.</summary>
public sealed class FloodOnSqliteTests : FloodSuite
{
    protected override Task<Dictionary<string, string>> StoreAsync() => Task.FromResult(Outside.Settings());
}

public sealed class FloodOnPostgresTests : FloodSuite
{
    protected override Task<Dictionary<string, string>> StoreAsync() => Outside.PostgresAsync();
}

public abstract class FloodSuite
{
    private const int Most = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<Dictionary<string, string>> StoreAsync();

    [Fact]
    public async Task Beyond_the_limit_alerts_are_dropped_totaland_told_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string>(await StoreAsync()) { ["TRACKER_NOTIFY_WAITING"] = $"{Most}", ["TRACKER_NOTIFY_TIMEOUT"] = "1" });
        Outside.Administer(app.Http);
        var flooded = await ChannelAsync(app, receiver, "flooded", "noisy");
        await ChannelAsync(app, receiver, "calm", "quiet");
        int dropped;
        using (receiver.Hold())
        {
            for (var i = 0; i < Most + 15; i++) Assert.Equal(200, (await EventAsync(app, "noisy")).Status);
            await EventAsync(app, "quiet");

            // What is added while the waiting are counted may count twice until the next count: never too few are dropped.
            dropped = Most + 15 - ((await app.GetAsync("/api/v1/deliveries?state=waiting&limit=1000")).Json.AsArray().Count - 1);
            Assert.InRange(dropped, 15, 15 + (Most / 2));
            var counted = await Poll.ForAsync(async () => (await app.GetAsync("/api/v1/channels")).Json.AsArray().FirstOrDefault(c => (long)c!["dropped"]! == dropped), Patience, Ct);
            Assert.Equal((flooded, "flooded"), ((string)counted["id"]!, (string)counted["name"]!));
            Assert.NotNull((string?)counted["dropped_at"]);
            using var http = new HttpClient();
            // Other servers of this process are counted too.
            var metrics = await http.GetStringAsync(new Uri(app.MetricsAddress, "/metrics"), Ct);
            var total = Regex.Match(metrics, "tracker_notification_dropped_total\\{kind=\"webhook\"\\} (\\d+)");
            Assert.True(total.Success && int.Parse(total.Groups[1].Value, CultureInfo.InvariantCulture) >= dropped, metrics);
        }

        await Poll.UntilAsync(() => Told(receiver).Count > 0, Patience, Ct);
        await Poll.UntilAsync(async () => (await app.GetAsync("/api/v1/deliveries?state=waiting")).Json.AsArray().Count == 0, Patience, Ct);
        var told = Assert.Single(Told(receiver).Select(b => (string)b["title"]!).Distinct());
        Assert.StartsWith($"{dropped} alerts were dropped", told);
        Assert.Contains("flooded", told);
        Assert.Single((await app.GetAsync($"/api/v1/deliveries?subject={flooded}")).Json.AsArray());

        // There is room again.
        var id = (await EventAsync(app, "noisy")).TextAt("event.metadata.id");
        await Poll.UntilAsync(() => receiver.Requests.Any(r => r.Body.Contains(id, StringComparison.Ordinal)), Patience, Ct);
    }

    private static List<JsonNode> Told(Receiver receiver) =>
        [.. receiver.Requests.Select(r => JsonNode.Parse(r.Body)!).Where(b => (string)b["kind"]! == "notifications.dropped")];

    private static async Task<string> ChannelAsync(TrackerApp app, Receiver receiver, string name, string service)
    {
        var made = await app.PostAsync("/api/v1/channels", new { name, kind = "webhook", config = new { url = receiver.Url("/").ToString() } });
        var channel = made.TextAt("id");
        Assert.Equal(201, (await app.PostAsync("/api/v1/rules", new { channel, service })).Status);
        return channel;
    }

    private static Task<Answer> EventAsync(TrackerApp app, string service) =>
        app.PostAsync("/api/v1alpha1/event", new { title = "Broken", attributes = new { type = "incident", service } });
}
