using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Catalog;

/// <summary>The catalog service as the v1alpha1 contract says, over REST, on one engine.</summary>
public abstract partial class CatalogContractSuite(TrackerApp app)
{
    private const string Api = "/api/v1alpha1";

    protected TrackerApp App => app;

    [Fact]
    public async Task An_entry_comes_back_as_it_was_sent_with_what_the_server_adds()
    {
        var name = Some.Name("shop");
        var made = await PutAsync(name, new
        {
            type = "project",
            languages = 1,
            owner = "team-shop",
            version = "1.2.3",
            link = "https://shop.test",
            description = "Sells things",
            repository = "https://git.test/shop",
            created_at = "2001-01-01T00:00:00Z",
            dependenciesIn = new[] { "web" },
            dependencies_out = new[] { "db", "queue" },
            sla = new { level = "critical", uptimePercentage = 99.95, response_time_ms = 200, description = "around the clock" },
            platform = "kubernetes",
            usedDeliverables = new[] { new { name = "base-image", type = "container", versionUsed = "1.0.0", description = "the base" } },
            communicationChannels = new[] { new { type = "slack", name = "#shop", url = "https://chat.test/shop", description = "talk" } },
            dashboardLinks = new[] { new { type = "grafana", name = "Shop", url = "https://grafana.test/d/1", description = "graphs" } },
            vulnerabilitySummary = new { criticalCount = 1, totalCount = 3, lastUpdated = "2026-01-02T03:04:05Z", sources = new[] { new { name = "trivy", type = "image", highCount = 2 } } },
            infrastructureResources = new[] { new { id = "i-1", name = "orders", type = "database_postgresql", metadata = new { size = "db.m5" }, connectedServices = new[] { "shop" } } },
            tags = new[] { "money" },
            lifecycle = "production",
            system = "commerce",
            unknownField = "is ignored",
        });

        Assert.True(200 == made.Status, made.Text);
        var read = await GetAsync(name);
        Assert.Equal(made.Text, read.Text);
        var e = read.At("catalog")!;
        Assert.Equal("project", (string?)e["type"]);
        Assert.Equal("golang", (string?)e["languages"]);
        Assert.Equal(["db", "queue"], Texts(e["dependenciesOut"]));
        Assert.Equal(["web"], Texts(e["dependenciesIn"]));
        Assert.Equal(99.95, (double)e["sla"]!["uptimePercentage"]!);
        Assert.Equal(200, (int)e["sla"]!["responseTimeMs"]!);
        Assert.Equal("database_postgresql", (string?)e["infrastructureResources"]![0]!["type"]);
        Assert.Equal("db.m5", (string?)e["infrastructureResources"]![0]!["metadata"]!["size"]);
        Assert.Equal("2026-01-02T03:04:05Z", (string?)e["vulnerabilitySummary"]!["lastUpdated"]);
        Assert.Equal(2, (int)e["vulnerabilitySummary"]!["sources"]![0]!["highCount"]!);
        Assert.Equal((string?)e["createdAt"], (string?)e["updatedAt"]);
        Assert.True(DateTimeOffset.Parse((string)e["createdAt"]!) > new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task An_entry_of_nothing_but_a_name_shows_every_field()
    {
        var name = Some.Name();
        var e = (await PutAsync(name, new { })).At("catalog")!.AsObject();
        Assert.Equal("TYPE_UNSPECIFIED", (string?)e["type"]);
        Assert.Equal("", (string?)e["owner"]);
        Assert.Empty(e["usedDeliverables"]!.AsArray());
        Assert.Null(e["sla"]);
        Assert.True(e.ContainsKey("sla"));
        Assert.Equal(25, e.Count);
    }

    [Fact]
    public async Task Put_replaces_all_but_the_creation_and_the_versions()
    {
        var name = Some.Name();
        var first = await PutAsync(name, new { owner = "ada", description = "old", sla = new { level = "low" }, dependenciesOut = new[] { "x" }, tags = new[] { "t" } });
        await app.PutAsync($"{Api}/catalog/{name}/versions", new { availableVersions = new[] { "1.0.0", "2.0.0" }, latestVersion = "2.0.0", referenceVersion = "1.0.0" });
        var second = (await PutAsync(name, new { owner = "bob" })).At("catalog")!;
        Assert.Equal("bob", (string?)second["owner"]);
        Assert.Equal("", (string?)second["description"]);
        Assert.Null(second["sla"]);
        Assert.Empty(second["dependenciesOut"]!.AsArray());
        Assert.Empty(second["tags"]!.AsArray());
        Assert.Equal(["1.0.0", "2.0.0"], Texts(second["availableVersions"]));
        Assert.Equal(("2.0.0", "1.0.0"), ((string?)second["latestVersion"], (string?)second["referenceVersion"]));
        Assert.Equal(first.TextAt("catalog.createdAt"), (string?)second["createdAt"]);
        Assert.True(string.CompareOrdinal((string?)second["updatedAt"], first.TextAt("catalog.updatedAt")) > 0);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("", "name")]
    [InlineData("""{"name":"  "}""", "name")]
    [InlineData("""{"name":"a\nb"}""", "name")]
    [InlineData("""{"name":"a\u2028b"}""", "name")]
    [InlineData("""{"name":"a\u0000"}""", "name")]
    [InlineData("""{"name":"bad","type":99}""", "type")]
    [InlineData("""{"name":"bad","type":"projekt"}""", "type")]
    [InlineData("""{"name":"bad","languages":14}""", "languages")]
    [InlineData("""{"name":"bad","platform":77}""", "platform")]
    [InlineData("""{"name":"bad","sla":{"level":9}}""", "sla.level")]
    [InlineData("""{"name":"bad","sla":{"uptimePercentage":100.5}}""", "sla.uptime_percentage")]
    [InlineData("""{"name":"bad","sla":{"uptimePercentage":-1}}""", "sla.uptime_percentage")]
    [InlineData("""{"name":"bad","sla":{"uptimePercentage":"NaN"}}""", "sla.uptime_percentage")]
    [InlineData("""{"name":"bad","sla":{"responseTimeMs":-1}}""", "response_time_ms")]
    [InlineData("""{"name":"bad","usedDeliverables":[{"name":"x"},{"versionUsed":"1"}]}""", "used_deliverables[1].name")]
    [InlineData("""{"name":"bad","usedDeliverables":[{"name":"x","type":50}]}""", "used_deliverables[0].type")]
    [InlineData("""{"name":"bad","communicationChannels":[{"type":50}]}""", "communication_channels[0].type")]
    [InlineData("""{"name":"bad","dashboardLinks":[{"type":50}]}""", "dashboard_links[0].type")]
    [InlineData("""{"name":"bad","infrastructureResources":[{"type":8}]}""", "infrastructure_resources[0].type")]
    [InlineData("""{"name":"bad","vulnerabilitySummary":{"highCount":-1}}""", "vulnerability_summary.high_count")]
    [InlineData("""{"name":"bad","vulnerabilitySummary":{"sources":[{"lowCount":-1}]}}""", "vulnerability_summary.sources[0].low_count")]
    [InlineData("""{"name":"bad","dependenciesOut":["x",""]}""", "dependencies_out[1]")]
    [InlineData("""{"name":"bad","dependenciesIn":["x\u0007"]}""", "dependencies_in[0]")]
    public async Task What_is_no_entry_is_refused_by_the_fields_name(string body, string field)
    {
        var answer = await app.PutAsync($"{Api}/catalog", body);
        Assert.True(400 == answer.Status, answer.Text);
        Assert.Equal(3, (int)answer.At("code")!);
        Assert.Contains(field, answer.TextAt("message").Replace("responseTimeMs", "response_time_ms"));
        Assert.Equal(404, (await GetAsync("bad")).Status);
    }

    [Fact]
    public async Task Longer_texts_than_allowed_are_refused()
    {
        foreach (var (field, body) in new (string, object)[]
        {
            ("name", new { name = new string('n', 201) }), ("description", new { name = "bad", description = new string('d', 20_001) }),
            ("dependencies_out", new { name = "bad", dependenciesOut = Enumerable.Range(0, 1001).Select(i => $"d{i}") }),
            ("tags", new { name = "bad", tags = Enumerable.Repeat("t", 51) }),
        })
        {
            var answer = await app.PutAsync($"{Api}/catalog", body);
            Assert.Equal(400, answer.Status);
            Assert.Contains(field, answer.TextAt("message"));
        }
    }

    [Fact]
    public async Task Names_are_exact_and_may_hold_anything_printable()
    {
        var odd = Some.Name("a/b c?&=%+\"'<ü€😀>#;%2F..");
        foreach (var name in new[] { odd, odd.ToUpperInvariant(), Some.Name("%2Fx"), Some.Name("a%252Fb"), Some.Name("日本") })
        {
            Assert.Equal(200, (await PutAsync(name, new { owner = "o" })).Status);
            Assert.Equal(name, (await GetAsync(name)).TextAt("catalog.name"));
            var path = $"{Api}/catalog/{Uri.EscapeDataString(name)}";
            var versions = await app.PutAsync($"{path}/versions", new { latestVersion = "7" });
            Assert.Equal((200, name), (versions.Status, versions.TextAt("catalog.name")));
            var dependencies = await app.PutAsync($"{path}/dependencies", new { dependenciesOut = new[] { name + "'s friend" } });
            Assert.Equal(name, dependencies.TextAt("catalog.name"));
            Assert.Equal(name, (await app.GetAsync($"{path}/graph")).TextAt("nodes.0.name"));
            var deleted = await app.DeleteAsync($"{Api}/catalog?name={Uri.EscapeDataString(name)}");
            Assert.Equal(("catalog deleted", name), (deleted.TextAt("message"), deleted.TextAt("name")));
            Assert.Equal(404, (await GetAsync(name)).Status);
        }
    }

    [Fact]
    public async Task What_is_unknown_is_not_found_and_a_name_is_required()
    {
        var name = Some.Name();
        foreach (var answer in new[]
        {
            await GetAsync(name), await app.DeleteAsync($"{Api}/catalog?name={name}"), await app.PutAsync($"{Api}/catalog/{name}/versions", new { }),
            await app.PutAsync($"{Api}/catalog/{name}/dependencies", new { }), await app.GetAsync($"{Api}/catalog/{name}/graph"),
        })
        {
            Assert.Equal((404, 5), (answer.Status, (int)answer.At("code")!));
            Assert.Contains(name, answer.TextAt("message"));
        }

        Assert.Equal(400, (await app.GetAsync($"{Api}/catalog")).Status);
        Assert.Equal(400, (await app.DeleteAsync($"{Api}/catalog?name=")).Status);
    }

    [Fact]
    public async Task Dependencies_are_replaced_on_both_sides()
    {
        var name = Some.Name();
        await PutAsync(name, new { dependenciesIn = new[] { "a" }, dependenciesOut = new[] { "b" }, owner = "o" });
        var changed = (await app.PutAsync($"{Api}/catalog/{name}/dependencies", new { dependencies_in = new[] { "c", "c" } })).At("catalog")!;
        Assert.Equal(["c", "c"], Texts(changed["dependenciesIn"]));
        Assert.Empty(changed["dependenciesOut"]!.AsArray());
        Assert.Equal("o", (string?)changed["owner"]);
        Assert.Equal(400, (await app.PutAsync($"{Api}/catalog/{name}/dependencies", new { dependencies_in = new[] { " " } })).Status);
    }

    [Fact]
    public async Task The_same_request_under_one_idempotency_key_is_done_once()
    {
        var (name, key) = (Some.Name(), Some.Name("key"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => app.SendAsync(HttpMethod.Put, $"{Api}/catalog", new { name }, key)));
        Assert.All(answers, a => Assert.True(200 == a.Status, a.Text));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Equal(422, (await app.SendAsync(HttpMethod.Put, $"{Api}/catalog", new { name, owner = "other" }, key)).Status);
    }

    [Fact]
    public async Task Writers_that_race_for_one_new_name_lose_nothing()
    {
        var name = Some.Name();
        await Parallel.ForEachAsync(Enumerable.Range(0, 24), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var answer = (i % 3) switch
            {
                0 => await PutAsync(name, new { owner = $"o{i}" }),
                1 => await app.PutAsync($"{Api}/catalog/{name}/versions", new { latestVersion = "3" }),
                _ => await app.PutAsync($"{Api}/catalog/{name}/dependencies", new { dependenciesOut = new[] { "db" } }),
            };
            Assert.True(answer.Status is 200 or 404, answer.Text);
        });
        await app.PutAsync($"{Api}/catalog/{name}/versions", new { latestVersion = "4" });
        var last = await PutAsync(name, new { owner = "last" });
        Assert.Equal(("4", "last"), (last.TextAt("catalog.latestVersion"), last.TextAt("catalog.owner")));
    }

    protected Task<Answer> PutAsync(string name, object more)
    {
        var body = System.Text.Json.JsonSerializer.SerializeToNode(more)!.AsObject();
        body["name"] = name;
        return app.PutAsync($"{Api}/catalog", body);
    }

    protected Task<Answer> GetAsync(string name) => app.GetAsync($"{Api}/catalog?name={Uri.EscapeDataString(name)}");

    protected static IEnumerable<string?> Texts(JsonNode? array) => array!.AsArray().Select(n => (string?)n);
}
