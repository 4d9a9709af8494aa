using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Durability;

/// <summary>What was acknowledged survives SIGKILL under load; what was not may be sent again without doubling.</summary>
public sealed class CrashTests
{
    private const int Writers = 64;

    [Fact]
    public async Task Every_acknowledged_event_is_there_after_a_kill_under_writers()
    {
        await using var server = await TrackerProcess.StartAsync();
        for (var round = 0; round < (LongRun.Enabled ? 10 : 2); round++)
        {
            if (round > 0) await server.StartAgainAsync();
            var service = Some.Name("crash");
            var acknowledged = new ConcurrentBag<string>();
            var unanswered = new ConcurrentBag<string>();
            using (var http = server.CreateHttpClient())
            {
                var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(http, service, acknowledged, unanswered)).ToArray();
                await Poll.UntilAsync(() => acknowledged.Count > 500, TimeSpan.FromSeconds(60), what: "writes are under way");
                await server.KillAsync();
                await Task.WhenAll(writers);
            }

            await server.StartAgainAsync();
            using var again = server.CreateHttpClient();
            // The same requests under the same keys: whatever had been stored without an answer is not stored twice.
            foreach (var key in unanswered) await CreateAsync(again, service, key);
            var stored = await ReadAsync(again, service);
            Assert.Empty(acknowledged.Except(stored));
            Assert.Equal(acknowledged.Count + unanswered.Count, stored.Count);
            Assert.Equal(stored.Count, stored.Distinct().Count());
            await server.KillAsync();
        }
    }

    [Fact]
    public async Task Sigterm_answers_what_is_under_way_and_ends_with_zero()
    {
        await using var server = await TrackerProcess.StartAsync();
        var service = Some.Name("stop");
        var acknowledged = new ConcurrentBag<string>();
        var unanswered = new ConcurrentBag<string>();
        using var http = server.CreateHttpClient();
        var writers = Enumerable.Range(0, Writers).Select(_ => WriteAsync(http, service, acknowledged, unanswered)).ToArray();
        await Poll.UntilAsync(() => acknowledged.Count > 200, TimeSpan.FromSeconds(60), what: "writes are under way");
        await server.StopAsync(TimeSpan.FromSeconds(15));
        await Task.WhenAll(writers);
        await server.StartAgainAsync();
        using var again = server.CreateHttpClient();
        Assert.Empty(acknowledged.Except(await ReadAsync(again, service)));
    }

    /// <summary>Writes until the server is gone; each title is also the idempotency key.</summary>
    private static async Task WriteAsync(HttpClient http, string service, ConcurrentBag<string> acknowledged, ConcurrentBag<string> unanswered)
    {
        while (true)
        {
            var key = Guid.NewGuid().ToString();
            try
            {
                await CreateAsync(http, service, key);
                acknowledged.Add(key);
            }
            catch (HttpRequestException)
            {
                unanswered.Add(key);
                return;
            }
        }
    }

    private static async Task CreateAsync(HttpClient http, string service, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1alpha1/event")
        {
            Content = JsonContent.Create(new { title = key, attributes = new { type = 1, service } }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<List<string>> ReadAsync(HttpClient http, string service)
    {
        var titles = new List<string>();
        for (var page = 1; ; page++)
        {
            var answer = await http.GetFromJsonAsync<JsonNode>($"/api/v1alpha1/events/search?service={service}&per_page=1000&page={page}");
            var events = answer!["events"]!.AsArray();
            titles.AddRange(events.Select(e => (string)e!["title"]!));
            if (events.Count < 1000) return titles;
        }
    }
}
