using System.Text.Json.Nodes;
using Tracker.Testing;
using Tracker.Tests.Access;

namespace Tracker.Tests.Timelines;

/// <summary>The API behind a stock nginx, which must not take a name's slash for one of the path.</summary>
public sealed class HalNginxTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Through_nginx_every_event_is_found_whatever_its_context_and_label_are_called()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = ApiFixture.Key });
        await using var nginx = await Nginx.StartAsync(app.HttpAddress, "", Ct);
        using var http = new HttpClient { BaseAddress = nginx.Address };
        http.DefaultRequestHeaders.Add("X-API-KEY", ApiFixture.Key);
        var sent = new HashSet<(string, string, string, string)>();
        foreach (var name in HalSuite.Names.Select(n => n.Data))
        {
            var label = "label of " + name;
            var body = JsonNode.Parse("[]")!.AsArray();
            body.Add(new JsonObject { ["name"] = label, ["type"] = 3, ["time"] = SomeMessage.At(0) });
            body.Add(new JsonObject { ["name"] = "a", ["type"] = 0, ["time"] = SomeMessage.At(1) });
            using var answer = await http.PostAsync(SomeMessage.EventsOf(name), new StringContent(body.ToJsonString(), null, "application/json"), Ct);
            Assert.Equal(202, (int)answer.StatusCode);
            sent.Add((name, label, "a", ""));
            using var byLabel = await http.GetAsync($"{SomeMessage.PathOf(name)}/{Uri.EscapeDataString(label)}", Ct);
            Assert.Equal(200, (int)byLabel.StatusCode);
        }

        Assert.Equal(sent, await new HalWalk(async href => JsonNode.Parse(await http.GetStringAsync(href, Ct))!).EverythingAsync());
    }
}
