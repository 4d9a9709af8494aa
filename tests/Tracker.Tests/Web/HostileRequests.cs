using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Web;

internal delegate Task<Answer> Send(HttpMethod method, string path, string? body);

/// <summary>A request that stores texts, and which of them is hostile.</summary>
/// <param name="Operation">The path in the API's description.</param>
/// <param name="Example">A body that is taken as it stands: <c>#</c> in a text is a number that no other request has.</param>
internal sealed record HostileRequest(HttpMethod Method, string Operation, string Example)
{
    private static int s_count;

    /// <summary>Where it is sent, when the operation's path has parameters.</summary>
    public string Path { get; init; } = Operation;

    /// <summary>Texts that mean an address of elsewhere or a choice of some words, tested where they belong.</summary>
    public IReadOnlyList<string> Left { get; init; } = [];

    /// <summary>Makes what it is about; the id stands for <c>{made}</c> in path and body.</summary>
    public Func<Send, Task<string>>? Made { get; init; }

    /// <summary>What is sent once it was stored, such as a ping of the task.</summary>
    public Func<Answer, Send, Task>? Then { get; init; }

    /// <summary>The paths of its texts: <c>attributes.tags[]</c>.</summary>
    public IReadOnlyList<string> Texts() => [.. Leaves(JsonNode.Parse(Example)!, "").Select(l => l.Path).Distinct()];

    public string Body(IReadOnlyCollection<string> hostile)
    {
        var body = JsonNode.Parse(Example)!;
        var number = Interlocked.Increment(ref s_count);
        foreach (var (path, leaf) in Leaves(body, "").ToList())
        {
            leaf.ReplaceWith(hostile.Contains(path) ? HostileRequests.Text(number) : leaf.GetValue<string>().Replace("#", $"{number}", StringComparison.Ordinal));
        }

        return body.ToJsonString();
    }

    private static IEnumerable<(string Path, JsonValue Leaf)> Leaves(JsonNode node, string path) => node switch
    {
        JsonObject o => o.ToList().SelectMany(p => Leaves(p.Value!, path.Length == 0 ? p.Key : $"{path}.{p.Key}")),
        JsonArray a => a.ToList().SelectMany(item => Leaves(item!, path + "[]")),
        JsonValue v when v.GetValueKind() == System.Text.Json.JsonValueKind.String => [(path, v)],
        _ => [],
    };
}

/// <summary>Every request that stores text.</summary>
internal static class HostileRequests
{
    public static IReadOnlyList<HostileRequest> All { get; } =
    [
        Post("/api/v1/tokens", """{"name":"token #","scope":"read"}""", "scope"),
        Post("/api/v1/users", """{"username":"user#","password":"correct horse #","scope":"read"}""", "scope"),
        Post("/api/v1/keys", """{"name":"key #","scope":"read"}""", "scope"),
        Post("/api/v1/channels", """{"name":"channel #","kind":"webhook","config":{"url":"https://example.com/#","secret":"a secret of channel #"}}""",
            "kind", "config.token", "config.channel", "config.api_url", "config.host", "config.username", "config.password", "config.from", "config.to[]"),
        Post("/api/v1/rules", """{"channel":"{made}","kinds":["incident"],"service":"shop","environment":"production","tag":"tag","subject":"#"}""", "severity") with
        {
            Made = async send => (await send(HttpMethod.Post, "/api/v1/channels", $$$"""{"name":"rules {{{Guid.NewGuid()}}}","kind":"webhook","config":{"url":"https://example.com/"}}""")).TextAt("id"),
        },
        Post("/api/tasks", """{"name":"task #","cron":"0 2 * * *","timezone":"UTC","tags":["tag"],"service":"shop","environment":"production","host":"host"}""", "timezone", "cron") with
        {
            Then = async (made, send) =>
            {
                var ping = (await send(HttpMethod.Get, "/api/tasks/" + made.TextAt("id"), null)).TextAt("ping_path");
                await send(HttpMethod.Post, ping + "/fail", Text(1));
                await send(HttpMethod.Post, ping, Text(2));
            },
        },
        Put("/api/contexts/{context}", "/api/contexts/hostile", """{"description":"a context","service":"shop","environment":"production","host":"host","tags":["tag"]}""") with
        {
            Then = async (_, send) =>
            {
                var messages = new JsonArray(
                    new JsonObject { ["name"] = "latest", ["type"] = 2, ["label"] = "run" }, new JsonObject { ["name"] = Text(1), ["type"] = 0, ["host"] = Text(2) },
                    new JsonObject { ["name"] = Text(1) + ".step", ["type"] = 0 }, new JsonObject { ["name"] = Text(1), ["type"] = 1, ["host"] = Text(2) });
                await send(HttpMethod.Post, "/api/contexts/hostile/events", messages.ToJsonString());
                await send(HttpMethod.Post, $"/api/contexts/{Uri.EscapeDataString(Text(3))}/events", messages.ToJsonString());
            },
        },
        Post("/api/v1/agents", """{"name":"agent #","url":"https://example.com/#","key":"a key of agent #"}"""),
        Post("/api/v1/test", """{"name":"run #","description":"a run","host":"host","service":"shop","environment":"production","tags":["tag"]}""", "start_time") with
        {
            Then = async (made, send) => await send(HttpMethod.Post, $"/api/v1/test/{made.TextAt("id")}/stop", """{"exit_code":1}"""),
        },
        Post("/trackers", """{"id":"group.app#","service":"shop","token":"a token","repo":"https://git.example.com/group/app#","sourcePath":"fathomable.yaml","branch":"main","paused":true,"registry":"registry.example.com","registryUser":"user","registrySecret":"secret"}""",
            "tag", "commit"),
        Post("/api/v1alpha1/event", AnEvent(), "attributes.relatedId", "freezeOverride"),
        Post("/api/v1alpha1/event/{id}/changelog", """{"entry":{"user":"ada","field":"status","oldValue":"a","newValue":"b","comment":"why"}}""", "id") with { Path = "/api/v1alpha1/event/{made}/changelog", Made = EventAsync },
        Post("/api/v1alpha1/event/{id}/slack", """{"slackId":"slack-#"}""", "id") with { Path = "/api/v1alpha1/event/{made}/slack", Made = EventAsync },
        Post("/api/v1alpha1/lock", """{"service":"service-#","who":"ada","environment":"production","resource":"database","reason":"why"}""", "eventId"),
        Post("/api/v1alpha1/freeze", """{"reason":"Freeze #","service":"shop","environment":"production","cron":"0 18 * * 5","durationSeconds":3600,"zone":"UTC"}"""),
        Put("/api/v1alpha1/catalog", "/api/v1alpha1/catalog",
            """
            {"name":"service-#","type":"project","owner":"team","version":"1.0.#","link":"https://example.com","description":"A service","repository":"https://example.com/repo",
            "dependenciesIn":["other"],"dependenciesOut":["another"],"sla":{"level":"high","description":"An SLA"},
            "usedDeliverables":[{"name":"library","type":"library","versionUsed":"1","description":"Used"}],
            "communicationChannels":[{"type":"slack","name":"#team","url":"https://example.com/chat","description":"Chat"}],
            "dashboardLinks":[{"type":"grafana","name":"Board","url":"https://example.com/board","description":"Board"}],
            "vulnerabilitySummary":{"criticalCount":1,"totalCount":1,"sources":[{"name":"scan","type":"trivy","url":"https://example.com/scan","scanVersion":"1","description":"Scan"}]},
            "infrastructureResources":[{"id":"db","name":"Database","type":"database_postgresql","description":"Where it is kept","provider":"aws","region":"eu","endpoint":"db.example.com","metadata":{"key":"value"},"connectedServices":["other"]}],
            "tags":["tag"],"lifecycle":"production","system":"shop"}
            """),
    ];

    /// <summary>Text that is markup wherever it is not escaped, and a script wherever it becomes an address.</summary>
    public static string Text(int number) => $"javascript:alert({number})//<script>alert({number})</script>\"'><img src=x onerror=alert(1)>";

    private static string AnEvent() =>
        """
        {"title":"Deploy","slackId":"slack-#","links":{"pullRequestLink":"https://example.com/pull","ticket":"T-1"},
        "attributes":{"type":"deployment","status":"success","priority":"P3","environment":"production","message":"a message","source":"pipeline","service":"shop","owner":"team","host":"host",
        "version":"1.0","tags":["tag"],"stakeHolders":["ada"],"notifications":["chat"]}}
        """;

    private static async Task<string> EventAsync(Send send) =>
        (await send(HttpMethod.Post, "/api/v1alpha1/event", AnEvent().Replace("#", $"{Guid.NewGuid()}", StringComparison.Ordinal))).TextAt("event.metadata.id");

    private static HostileRequest Post(string operation, string example, params string[] left) => new(HttpMethod.Post, operation, example) { Left = left };

    private static HostileRequest Put(string operation, string path, string example) => new(HttpMethod.Put, operation, example) { Path = path };
}
