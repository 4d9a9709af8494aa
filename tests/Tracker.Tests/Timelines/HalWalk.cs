using System.Text.Json.Nodes;

namespace Tracker.Tests.Timelines;

/// <summary>A reader of HAL that knows one address, /api, and relations; it finds every event there is.</summary>
internal sealed class HalWalk(Func<string, Task<JsonNode>> get)
{
    public async Task<HashSet<(string Context, string Timeline, string Event, string Host)>> EverythingAsync()
    {
        var found = new HashSet<(string, string, string, string)>();
        var root = await get("/api");
        await foreach (var (contextLink, contextName) in ItemsAsync((string)root["_links"]!["contexts"]!["href"]!))
        {
            await foreach (var (timelineLink, timelineName) in ItemsAsync(contextLink))
            {
                var timeline = await get(timelineLink);
                Assert.Equal(timelineLink, (string)timeline["_links"]!["self"]!["href"]!);
                foreach (var e in timeline["Events"]!.AsArray())
                    Assert.True(found.Add((contextName, timelineName, (string)e!["Name"]!, (string?)e["Host"] ?? "")), $"{e} is there twice");
            }
        }

        return found;
    }

    /// <summary>The items of a list, page by page.</summary>
    public async IAsyncEnumerable<(string Href, string Name)> ItemsAsync(string href)
    {
        for (var next = href; next is not null;)
        {
            var links = (await get(next))["_links"]!;
            foreach (var item in links["items"]!.AsArray()) yield return ((string)item!["href"]!, (string)item["name"]!);
            next = (string?)links["next"]?["href"];
        }
    }
}
