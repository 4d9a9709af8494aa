using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>What was committed is delivered, whichever process dies, and by one replica alone.</summary>
public sealed class DeliveryDurabilityTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_killed_between_commit_and_delivery_delivers_after_its_restart_under_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var server = await TrackerProcess.StartAsync(new()
        {
            Environment = Outside.Settings().Append(new("TRACKER_NOTIFY_TIMEOUT", "1")).ToDictionary(s => s.Key, string? (s) => s.Value),
        });
        string id;
        using (var http = server.CreateHttpClient())
        using (receiver.Hold())
        {
            Outside.Administer(http);
            await RuleAsync(http, receiver, "pay");
            id = await EventAsync(http, "pay");
            await Poll.UntilAsync(() => receiver.Requests.Count > 0, Patience, Ct);
            await server.KillAsync(Ct);
        }

        await server.StartAgainAsync(Ct);
        using var again = server.CreateHttpClient();
        Outside.Administer(again);
        var delivery = await DeliveredAsync(again, id);
        Assert.True(receiver.Requests.Count >= 2);
        Assert.Equal((string)delivery["id"]!, Assert.Single(receiver.Requests.Select(r => r.Header("Tracker-Delivery")).Distinct()));
        Assert.Single(receiver.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task Two_replicas_send_each_alert_once()
    {
        var settings = await Outside.PostgresAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await TrackerApp.StartAsync(settings);
        await using var two = await TrackerApp.StartAsync(settings);
        foreach (var app in new[] { one, two }) Outside.Administer(app.Http);
        await RuleAsync(one.Http, receiver, "pay");
        var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => EventAsync(n % 2 == 0 ? one.Http : two.Http, "pay")));
        foreach (var id in ids) await DeliveredAsync(two.Http, id);
        Assert.Equal(ids.Order(), receiver.Requests.Select(r => (string)JsonNode.Parse(r.Body)!["subject"]!).Order());
    }

    private static async Task RuleAsync(HttpClient http, Receiver receiver, string service)
    {
        using var made = await http.PostAsJsonAsync("/api/v1/channels", new { name = "hook", kind = "webhook", config = new { url = receiver.Url("/").ToString() } }, Ct);
        Assert.True(made.IsSuccessStatusCode, await made.Content.ReadAsStringAsync(Ct));
        var channel = (string)(await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["id"]!;
        using var rule = await http.PostAsJsonAsync("/api/v1/rules", new { channel, service }, Ct);
        Assert.True(rule.IsSuccessStatusCode, await rule.Content.ReadAsStringAsync(Ct));
    }

    private static async Task<string> EventAsync(HttpClient http, string service)
    {
        using var made = await http.PostAsJsonAsync("/api/v1alpha1/event", new { title = "Deploy", attributes = new { type = "incident", service } }, Ct);
        return (string)(await made.Content.ReadFromJsonAsync<JsonNode>(Ct))!["event"]!["metadata"]!["id"]!;
    }

    private static Task<JsonNode> DeliveredAsync(HttpClient http, string subject) => Poll.ForAsync(
        async () => (await http.GetFromJsonAsync<JsonNode>($"/api/v1/deliveries?subject={subject}", Ct))!.AsArray().SingleOrDefault(d => (string)d!["state"]! == "delivered"), Patience, Ct);
}
