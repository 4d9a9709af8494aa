using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteHalTests(ApiFixture fixture) : HalSuite(fixture), IClassFixture<ApiFixture>;

public sealed class PostgresHalTests(PostgresApiFixture fixture) : HalSuite(fixture), IClassFixture<PostgresApiFixture>;

/// <summary>Contexts, timelines and events as HAL.</summary>
public abstract class HalSuite(ApiFixture fixture)
{
    private const string Hal = "application/hal+json";

    public static TheoryData<string> Names =>
        ["ci/build main", "100%", "a%2Fb", "a%252Fb", "ünïcödé ☃ 日本", "deploy:prod", "node.example.org", "build.json", "x+y&z?q#f", "\"quoted\" <b>'s", "back\\slash", "//", "events", "latest"];

    [Fact]
    public async Task From_the_root_every_event_is_found_by_one_who_knows_no_path()
    {
        var sent = new HashSet<(string, string, string, string)>();
        foreach (var name in new[] { "/walk", "%2Fwalk", "☃.walk?" })
        {
            var context = name + Some.Name();
            var messages = new List<object>();
            for (var timeline = 0; timeline < 3; timeline++)
            {
                var label = $"build {timeline}/{name}";
                messages.Add(SomeMessage.Timeline(label, timeline * 100));
                foreach (var e in new[] { "a", "a.b", @"a.node-1\.example\.org", "日本 / 100%" })
                {
                    messages.Add(SomeMessage.Start(e, timeline * 100 + 1, "host/1"));
                    sent.Add((context, label, e, "host/1"));
                }
            }

            Assert.Equal(202, (await fixture.PostAsync(SomeMessage.EventsOf(context), messages)).Status);
        }

        var found = await new HalWalk(async href => (await fixture.GetAsync(href)).Json).EverythingAsync();
        Assert.Subset(found, sent);
    }

    [Fact]
    public async Task Lists_come_in_pages_with_links_to_their_neighbours()
    {
        var context = Some.Name();
        await fixture.PostAsync(SomeMessage.EventsOf(context), Enumerable.Range(0, 7).Select(i => SomeMessage.Timeline($"t{i}", i)));
        var walk = new HalWalk(async href => (await fixture.GetAsync(href)).Json);
        var all = new List<string>();
        await foreach (var (_, name) in walk.ItemsAsync(SomeMessage.PathOf(context) + "?per_page=3")) all.Add(name);
        Assert.Equal(["t6", "t5", "t4", "t3", "t2", "t1", "t0"], all);

        var second = await fixture.GetAsync(SomeMessage.PathOf(context) + "?page=2&per_page=3");
        Assert.EndsWith("page=1&per_page=3", second.TextAt("_links.prev.href"));
        Assert.EndsWith("?page=2&per_page=3", second.TextAt("_links.self.href"));
        var last = await fixture.GetAsync(SomeMessage.PathOf(context) + "?page=3&per_page=3");
        Assert.Null(last.At("_links.next"));

        Assert.Equal(400, (await fixture.GetAsync("/api/contexts?page=0")).Status);
        await fixture.PostAsync(SomeMessage.EventsOf(Some.Name()), SomeMessage.Start("a", 1));
        Assert.NotNull((await fixture.GetAsync("/api/contexts?per_page=1")).At("_links.next"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Contexts_and_labels_may_be_called_anything(string name)
    {
        var context = name + Some.Name("");
        Assert.Equal(202, (await fixture.PostAsync(SomeMessage.EventsOf(context), SomeMessage.Start(name, 5))).Status);
        var shown = await fixture.GetAsync(SomeMessage.PathOf(context));
        Assert.Equal((200, context), (shown.Status, shown.TextAt("Name")));
        Assert.Equal(SomeMessage.PathOf(context), shown.TextAt("_links.self.href"));

        var made = await fixture.PostAsync(SomeMessage.PathOf(context), new { label = name, time = SomeMessage.At(1) });
        if (name is "events" or "latest")
        {
            Assert.Equal(400, made.Status);
            Assert.Contains("label", made.TextAt("detail"));
            return;
        }

        Assert.Equal(201, made.Status);
        var byLabel = await fixture.GetAsync($"{SomeMessage.PathOf(context)}/{Uri.EscapeDataString(name)}");
        Assert.Equal((200, name), (byLabel.Status, byLabel.TextAt("Label")));
        Assert.Equal(name, byLabel.TextAt("Events.0.Name"));
    }

    [Fact]
    public async Task A_timeline_shows_its_events_and_what_did_not_fit()
    {
        var context = Some.Name();
        object[] messages =
        [
            SomeMessage.Timeline("build 42", 0),
            SomeMessage.Start("compile", 1, "node-1"), SomeMessage.End("compile", 3.5, "node-1", "warning"),
            SomeMessage.Single("tagged", 4),
            SomeMessage.Start("test", 5), SomeMessage.End("test", 6), SomeMessage.Start("test", 7), SomeMessage.End("test", 9, status: "failed"),
            SomeMessage.Start("stuck", 8), SomeMessage.End("never", 10),
        ];
        Assert.Equal(202, (await fixture.PostAsync(SomeMessage.EventsOf(context), messages)).Status);

        var timeline = await fixture.GetAsync(SomeMessage.PathOf(context) + "/build%2042");
        Assert.StartsWith(Hal, timeline.MediaType);
        Assert.Equal((SomeMessage.At(1), SomeMessage.At(9)), ((DateTimeOffset)timeline.At("First")!, (DateTimeOffset)timeline.At("Last")!));
        Assert.Equal((1, 1, 0, 1), ((int)timeline.At("Open")!, (int)timeline.At("NoStart")!, (int)timeline.At("Abandoned")!, (int)timeline.At("Repeated")!));
        Assert.True((bool)timeline.At("Active")!);
        var events = timeline.At("Events")!.AsArray();
        Assert.Equal(["compile", "tagged", "test", "stuck"], events.Select(e => (string)e!["Name"]!));
        Assert.Equal(
            ["Name", "Host", "Start", "End", "Type", "Status", "Progress", "Duration"], events[0]!.AsObject().Select(p => p.Key));
        Assert.Equal(("node-1", "event", "warning", "ended", 2.5), Read(events[0]!));
        Assert.Equal((null, "single", null, "point", null), Read(events[1]!));
        Assert.Equal((null, "event", "failed", "ended", 2.0), Read(events[2]!));
        Assert.Equal(1, (int)events[2]!["Repeats"]!);
        Assert.Equal((null, "event", null, "open", null), Read(events[3]!));

        var latest = await fixture.GetAsync((await fixture.GetAsync(SomeMessage.PathOf(context))).TextAt("_links.latest.href"));
        Assert.Equal(timeline.TextAt("Id"), latest.TextAt("Id"));
        Assert.Equal(timeline.Text, (await fixture.GetAsync($"{SomeMessage.PathOf(context)}/{timeline.TextAt("Id")}")).Text);

        static (string?, string, string?, string, double?) Read(JsonNode e) => ((string?)e["Host"], (string)e["Type"]!, (string?)e["Status"], (string)e["Progress"]!, (double?)e["Duration"]);
    }

    [Fact]
    public async Task Messages_that_name_no_timeline_make_the_first_one()
    {
        var context = Some.Name();
        await fixture.PostAsync(SomeMessage.EventsOf(context), SomeMessage.Start("a", 1));
        var shown = await fixture.GetAsync(SomeMessage.PathOf(context));
        Assert.Equal("first", shown.TextAt("_links.items.0.name"));
        Assert.Equal("a", (await fixture.GetAsync(shown.TextAt("_links.items.0.href"))).TextAt("Events.0.Name"));
    }

    [Fact]
    public async Task What_is_not_there_is_told_with_what_is()
    {
        var context = Some.Name("aaa");
        await fixture.PostAsync(SomeMessage.PathOf(context), new { label = "build 1" });
        var unknown = await fixture.GetAsync("/api/contexts/nothing%2Fhere");
        Assert.Equal((404, "application/problem+json"), (unknown.Status, unknown.MediaType));
        Assert.StartsWith("There is no context nothing/here; there", unknown.TextAt("detail"));
        var timeline = await fixture.GetAsync(SomeMessage.PathOf(context) + "/build%202");
        Assert.Equal((404, $"There is no timeline build 2 in {context}; there is build 1."), (timeline.Status, timeline.TextAt("detail")));
        Assert.Equal(404, (await fixture.GetAsync(SomeMessage.PathOf(context) + "/latest.nothing")).Status);
        Assert.Equal(404, (await fixture.GetAsync(SomeMessage.PathOf("a\u0001b"))).Status);
        Assert.Equal(405, (await fixture.SendAsync(HttpMethod.Delete, "/api/contexts", key: ApiFixture.AdminKey)).Status);
    }

    [Fact]
    public async Task The_root_leads_to_everything_that_is_served()
    {
        var root = await fixture.GetAsync("/api");
        Assert.Equal((200, Hal), (root.Status, root.MediaType?.Split(';')[0]));
        var links = root.At("_links")!.AsObject();
        Assert.Equal("/api", (string)links["self"]!["href"]!);
        Assert.Subset(links.Select(l => l.Key).ToHashSet(), new HashSet<string> { "self", "contexts", "context", "timeline", "events", "catalog", "locks", "tasks" });
        foreach (var (_, link) in links)
        {
            var href = (string)link!["href"]!;
            Assert.Equal(href.Contains('{'), (bool?)link["templated"] ?? false);
            // Only the query of a list may be left out.
            if (!href.Replace("{?", "", StringComparison.Ordinal).Contains('{')) Assert.Equal(200, (await fixture.GetAsync(href.Split('{')[0])).Status);
        }
    }
}
