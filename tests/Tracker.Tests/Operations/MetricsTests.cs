using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Operations;

public sealed class MetricsTests
{
    [Fact]
    public async Task Events_are_counted_by_service_status_and_environment_and_durations_once()
    {
        // A process of its own: the apps of one process share its meters.
        await using var tracker = await TrackerProcess.StartAsync(new() { Environment = new Dictionary<string, string?> { ["TRACKER_METRIC_SERVICES"] = "shop, mail" } });
        using var http = new HttpClient { BaseAddress = tracker.HttpAddress };
        var start = (await SendAsync(HttpMethod.Post, Event("shop", "start")))["event"]!["metadata"]!["id"]!;
        await SendAsync(HttpMethod.Post, Event("shop", "success", (string)start!));
        await SendAsync(HttpMethod.Post, Event("a-name-nobody-vouched-for", "start"));
        await SendAsync(HttpMethod.Put, new { id = start, attributes = new { status = "failure" } });
        await SendAsync(HttpMethod.Put, new { id = start, attributes = new { status = "failure", message = "again" } });

        var text = await ScrapeAsync(tracker.MetricsAddress);
        Assert.Contains("tracker_event_status_total{environment=\"production\",service=\"shop\",status=\"start\"} 1", text);
        Assert.Contains("tracker_event_status_total{environment=\"production\",service=\"shop\",status=\"success\"} 1", text);
        Assert.Contains("tracker_event_status_total{environment=\"production\",service=\"shop\",status=\"failure\"} 1", text);
        Assert.Contains("tracker_event_status_total{environment=\"production\",service=\"other\",status=\"start\"} 1", text);
        Assert.Contains("tracker_event_duration_seconds_count{environment=\"production\",service=\"shop\",status=\"failure\"} 1", text);
        Assert.Contains("tracker_event_duration_seconds_bucket{environment=\"production\",service=\"shop\",status=\"success\",le=\"28800\"} 1", text);
        Assert.DoesNotContain("nobody-vouched", text);
        foreach (var family in new[] { "http_server_request_duration_seconds", "tracker_storage_", "tracker_rpc_", "kestrel_" }) Assert.Contains(family, text);

        async Task<JsonNode> SendAsync(HttpMethod method, object body)
        {
            using var request = new HttpRequestMessage(method, "/api/v1alpha1/event") { Content = JsonContent.Create(body) };
            using var answer = await http.SendAsync(request);
            Assert.Equal(200, (int)answer.StatusCode);
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        }
    }

    [Fact]
    public async Task Each_listener_serves_its_own()
    {
        await using var app = await TrackerApp.StartAsync();
        Assert.Equal(404, (await app.GetAsync("/metrics")).Status);
        using var metrics = new HttpClient { BaseAddress = app.MetricsAddress };
        Assert.Equal(404, (int)(await metrics.GetAsync("/api/v1alpha1/events/list")).StatusCode);
        Assert.Equal(404, (int)(await metrics.GetAsync("/events")).StatusCode);
    }

    /// <summary>Every line is a comment or a sample in the text format, and no sample stands twice.</summary>
    [Fact]
    public async Task The_text_keeps_the_format()
    {
        await using var app = await TrackerApp.StartAsync();
        Assert.Equal(200, (await app.PostAsync("/api/v1alpha1/event", Event("quo\"ted\\and\nbroken", "start"))).Status);
        var lines = (await ScrapeAsync(app.MetricsAddress)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var samples = lines.Where(l => !l.StartsWith('#')).ToList();
        Assert.All(samples, l => Assert.Matches("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\["\\n])*",?)+\})? (-?[0-9.eE+-]+|NaN|\+Inf|-Inf)$""", l));
        Assert.Equal(samples.Count, samples.Select(l => l[..l.LastIndexOf(' ')]).Distinct().Count());
        var types = lines.Where(l => l.StartsWith("# TYPE", StringComparison.Ordinal)).Select(l => l.Split(' ')[2]).ToList();
        Assert.Equal(types.Count, types.Distinct().Count());
    }

    private static async Task<string> ScrapeAsync(Uri metrics)
    {
        using var client = new HttpClient();
        return await client.GetStringAsync(new Uri(metrics, "/metrics"));
    }

    private static object Event(string service, string status, string related = "") =>
        new { title = "t", attributes = new { type = 1, service, status, environment = 7, relatedId = related } };
}
