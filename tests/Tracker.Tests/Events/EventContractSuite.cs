using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Events;

/// <summary>The event service as the v1alpha1 contract says, over REST, on one engine.</summary>
public abstract class EventContractSuite(TrackerApp app)
{
    private const string Api = "/api/v1alpha1";

    [Fact]
    public async Task An_event_comes_back_as_it_was_sent_with_what_the_server_adds()
    {
        var service = Some.Name();
        var made = await app.PostAsync($"{Api}/event", new
        {
            title = "Deploy 1.2.3",
            attributes = new
            {
                message = "all pods",
                source = "github_actions",
                type = 1,
                priority = "P2",
                service,
                status = 1,
                environment = 7,
                impact = true,
                startDate = "2026-03-01T10:00:00.123456Z",
                end_date = "2026-03-01T11:00:00+01:00".Replace("11", "12"),
                owner = "ada",
                stakeHolders = new[] { "bob", "eve" },
                notification = true,
                notifications = new[] { "#ops" },
                host = "node-1",
                tags = new[] { "blue" },
                version = "1.2.3",
            },
            links = new { pullRequestLink = "https://git.test/pr/1", ticket = "OPS-1" },
            slackId = Some.Name("slack"),
        });

        Assert.Equal(200, made.Status);
        var e = (await app.GetAsync($"{Api}/event/{made.TextAt("event.metadata.id")}")).At("event")!;
        Assert.Equal(made.At("event")!.ToJsonString(), e.ToJsonString());
        var a = e["attributes"]!;
        Assert.Equal("deployment", (string?)a["type"]);
        Assert.Equal("P2", (string?)a["priority"]);
        Assert.Equal("start", (string?)a["status"]);
        Assert.Equal("production", (string?)a["environment"]);
        Assert.Equal("2026-03-01T10:00:00.123456Z", (string?)a["startDate"]);
        Assert.Equal("2026-03-01T11:00:00Z", (string?)a["endDate"]);
        Assert.True((bool)a["impact"]!);
        Assert.Equal(["bob", "eve"], a["stakeHolders"]!.AsArray().Select(n => (string)n!));
        Assert.Equal("OPS-1", (string?)e["links"]!["ticket"]);
        Assert.Equal('7', ((string)e["metadata"]!["id"]!)[14]);
        // It was over before it was told of, so it takes no lock.
        Assert.Equal(["created"], e["changelog"]!.AsArray().Select(c => (string)c!["changeType"]!));
        var entry = e["changelog"]![0]!;
        Assert.Equal("ada", (string?)entry["user"]);
    }

    [Theory]
    [InlineData("""{"attributes":{"type":1,"service":"s"}}""", "title")]
    [InlineData("""{"title":" ","attributes":{"type":1,"service":"s"}}""", "title")]
    [InlineData("""{"title":"t","attributes":{"service":"s"}}""", "attributes.type")]
    [InlineData("""{"title":"t","attributes":{"type":1}}""", "attributes.service")]
    [InlineData("""{"title":"t"}""", "attributes.type")]
    [InlineData("""{}""", "title")]
    [InlineData("", "title")]
    [InlineData("""{"title":"t","attributes":{"type":77,"service":"s"}}""", "attributes.type")]
    [InlineData("""{"title":"t","attributes":{"type":"deploy","service":"s"}}""", "attributes.type")]
    [InlineData("""{"title":"t","attributes":{"type":1,"service":"s","priority":9}}""", "attributes.priority")]
    [InlineData("""{"title":"t","attributes":{"type":1,"service":"s","startDate":"soon"}}""", "attributes.start_date")]
    [InlineData("""{"title":"t","attributes":{"type":1,"service":"s","startDate":"2026-03-02T00:00:00Z","endDate":"2026-03-01T00:00:00Z"}}""", "attributes.end_date")]
    [InlineData("""{"title":"t\u0000","attributes":{"type":1,"service":"s"}}""", "title")]
    [InlineData("""{"title":"t","attributes":{"type":1,"service":"\ud800"}}""", "attributes.service")]
    [InlineData("""{"title":5,"attributes":{"type":1,"service":"s"}}""", "title")]
    public async Task What_is_no_event_is_refused_by_the_fields_name(string body, string field)
    {
        var answer = await app.PostAsync($"{Api}/event", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal(3, (int)answer.At("code")!);
        Assert.Contains(field, answer.TextAt("message"));
        Assert.Empty(answer.At("details")!.AsArray());
    }

    [Fact]
    public async Task A_text_longer_than_its_limit_is_refused_with_the_limit()
    {
        var answer = await app.PostAsync($"{Api}/event", new { title = new string('t', 501), attributes = new { type = 1, service = "s" } });
        Assert.Equal(400, answer.Status);
        Assert.Contains("title", answer.TextAt("message"));
        Assert.Contains("500", answer.TextAt("message"));
    }

    [Fact]
    public async Task Attributes_and_links_left_out_come_back_as_empty()
    {
        var made = await CreateAsync(Some.Name(), more: a => { });
        Assert.NotNull(made.At("event.links"));
        Assert.Equal("", made.TextAt("event.links.ticket"));
        Assert.Equal("false", made.TextAt("event.attributes.impact"));
        Assert.Equal("PRIORITY_UNSPECIFIED", made.TextAt("event.attributes.priority"));
        Assert.Null(made.At("event.metadata.duration"));
    }

    [Fact]
    public async Task A_deployment_reported_in_two_calls_knows_how_long_it_took()
    {
        var service = Some.Name();
        var start = await CreateAsync(service, a => a["status"] = "start");
        var end = await CreateAsync(service, a =>
        {
            a["status"] = "success";
            a["relatedId"] = start.TextAt("event.metadata.id");
        });
        var created = DateTimeOffset.Parse(start.TextAt("event.metadata.createdAt"));
        var ended = DateTimeOffset.Parse(end.TextAt("event.metadata.createdAt"));
        Assert.Equal(ended - created, Duration(end));
    }

    [Fact]
    public async Task A_related_event_must_be_stored()
    {
        var answer = await CreateAsync(Some.Name(), a => a["relatedId"] = "0190d5a0-0000-7000-8000-000000000000", expect: 404);
        Assert.Equal(5, (int)answer.At("code")!);
        Assert.Contains("related_id", answer.TextAt("message"));
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var made = await CreateAsync(Some.Name(), a =>
        {
            a["status"] = "start";
            a["impact"] = true;
            a["owner"] = "ada";
        });
        var id = made.TextAt("event.metadata.id");
        var updated = await app.PutAsync($"{Api}/event", new { id, attributes = new { status = "success" } });
        Assert.Equal(200, updated.Status);
        Assert.Equal("success", updated.TextAt("event.attributes.status"));
        Assert.Equal("true", updated.TextAt("event.attributes.impact"));
        Assert.Equal(made.TextAt("event.title"), updated.TextAt("event.title"));
        Assert.NotNull(updated.At("event.metadata.duration"));
        var entry = Assert.Single(updated.At("event.changelog")!.AsArray(), c => (string?)c!["changeType"] is not ("created" or "locked" or "unlocked"))!;
        Assert.Equal(("status_changed", "status", "start", "success"), ((string?)entry["changeType"], (string?)entry["field"], (string?)entry["oldValue"], (string?)entry["newValue"]));
    }

    [Fact]
    public async Task An_update_may_set_a_field_to_its_empty_value()
    {
        var id = (await CreateAsync(Some.Name(), a =>
        {
            a["impact"] = true;
            a["message"] = "something";
            a["endDate"] = "2030-01-01T00:00:00Z";
            a["tags"] = new JsonArray("x");
        })).TextAt("event.metadata.id");
        var updated = await app.PutAsync($"{Api}/event", """{"id":"$ID","attributes":{"impact":false,"message":"","endDate":null,"tags":[]}}""".Replace("$ID", id));
        Assert.Equal("false", updated.TextAt("event.attributes.impact"));
        Assert.Equal("", updated.TextAt("event.attributes.message"));
        Assert.Null(updated.At("event.attributes.endDate"));
        Assert.Empty(updated.At("event.attributes.tags")!.AsArray());
        Assert.Equal(5, updated.At("event.changelog")!.AsArray().Count);
    }

    [Fact]
    public async Task Lists_that_only_read_alike_are_told_apart()
    {
        var id = (await CreateAsync(Some.Name(), a => a["tags"] = new JsonArray("a, b"))).TextAt("event.metadata.id");
        var updated = await app.PutAsync($"{Api}/event", new { id, attributes = new { tags = new[] { "a", "b" } } });
        Assert.Equal(["a", "b"], updated.At("event.attributes.tags")!.AsArray().Select(t => (string)t!));
        Assert.Equal(updated.Text, (await app.GetAsync($"{Api}/event/{id}")).Text);
    }

    [Fact]
    public async Task A_repeated_change_gets_its_first_answer()
    {
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        var (body, key) = (new { entry = new { comment = "once" } }, Some.Name("key"));
        var first = await app.PostAsync($"{Api}/event/{id}/changelog", body, key);
        await app.PutAsync($"{Api}/event", new { id, title = "Changed since" });
        Assert.Equal(first.Text, (await app.PostAsync($"{Api}/event/{id}/changelog", body, key)).Text);
        Assert.Equal("3", (await app.GetAsync($"{Api}/event/{id}/changelog")).TextAt("totalCount"));
    }

    [Theory]
    [InlineData("""{"title":"New title"}""", "updated", "title")]
    [InlineData("""{"attributes":{"priority":"P1"}}""", "updated", "priority")]
    [InlineData("""{"links":{"ticket":"OPS-9"}}""", "linked", "ticket")]
    [InlineData("""{"attributes":{"owner":"grace"}}""", "approved", "owner")]
    [InlineData("""{"attributes":{"status":"open"}}""", "status_changed", "status")]
    public async Task Each_change_is_logged_under_its_kind(string change, string kind, string field)
    {
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        var body = JsonNode.Parse(change)!.AsObject();
        body["id"] = id;
        var entry = (await app.PutAsync($"{Api}/event", body)).At("event.changelog")!.AsArray()[^1]!;
        Assert.Equal((kind, field), ((string?)entry["changeType"], (string?)entry["field"]));
    }

    [Fact]
    public async Task Owner_with_something_else_is_no_approval()
    {
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        var log = (await app.PutAsync($"{Api}/event", new { id, attributes = new { owner = "grace", priority = "P1" } })).At("event.changelog")!.AsArray();
        Assert.DoesNotContain(log, c => (string?)c!["changeType"] == "approved");
    }

    [Fact]
    public async Task A_refused_update_changes_nothing()
    {
        var made = await CreateAsync(Some.Name());
        var id = made.TextAt("event.metadata.id");
        Assert.Equal(400, (await app.PutAsync($"{Api}/event", new { id, title = "", attributes = new { status = "open" } })).Status);
        Assert.Equal(404, (await app.PutAsync($"{Api}/event", new { id, attributes = new { relatedId = Guid.NewGuid().ToString(), status = "open" } })).Status);
        Assert.Equal(made.Text, (await app.GetAsync($"{Api}/event/{id}")).Text);
    }

    [Fact]
    public async Task Slack_ids_find_update_and_delete()
    {
        var slack = Some.Name("C0123/1700000000.000100");
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        Assert.Equal(200, (await app.PostAsync($"{Api}/event/{id}/slack", new { slackId = slack })).Status);
        Assert.Equal(id, (await app.GetAsync($"{Api}/event/{Uri.EscapeDataString(slack)}")).TextAt("event.metadata.id"));
        Assert.Equal("done", (await app.PutAsync($"{Api}/event", new { slackId = slack, attributes = new { status = "done" } })).TextAt("event.attributes.status"));
        Assert.Equal(id, (await app.GetAsync($"{Api}/events/search?slackId={Uri.EscapeDataString(slack)}")).TextAt("events.0.metadata.id"));
        var deleted = await app.DeleteAsync($"{Api}/event/{Uri.EscapeDataString(slack)}");
        Assert.Equal((id, slack), (deleted.TextAt("id"), deleted.TextAt("slackId")));
        Assert.Equal(404, (await app.GetAsync($"{Api}/event/{id}")).Status);
        Assert.Equal(404, (await app.DeleteAsync($"{Api}/event/{id}")).Status);
    }

    [Fact]
    public async Task The_changelog_takes_entries_and_lists_them_in_pages()
    {
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        for (var i = 0; i < 4; i++)
        {
            var added = await app.PostAsync($"{Api}/event/{id}/changelog", new { entry = new { user = "eve", comment = $"note {i}" } });
            Assert.Equal("commented", (string?)added.At("event.changelog")!.AsArray()[^1]!["changeType"]);
        }

        var page = await app.GetAsync($"{Api}/event/{id}/changelog?per_page=2&page=2");
        Assert.Equal(5, (int)page.At("totalCount")!);
        Assert.Equal(["note 1", "note 2"], page.At("changelog")!.AsArray().Select(c => (string?)c!["comment"]));
        Assert.Equal(404, (await app.GetAsync($"{Api}/event/{Guid.NewGuid()}/changelog")).Status);
        Assert.Equal(400, (await app.PostAsync($"{Api}/event/{id}/changelog", new { })).Status);
    }

    [Fact]
    public async Task Writers_that_race_lose_no_changelog_entry()
    {
        var id = (await CreateAsync(Some.Name())).TextAt("event.metadata.id");
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (i, _) =>
        {
            var answer = i % 2 == 0
                ? await app.PostAsync($"{Api}/event/{id}/changelog", new { entry = new { comment = $"c{i}" } })
                : await app.PutAsync($"{Api}/event", new { id, attributes = new { message = $"m{i}" } });
            Assert.Equal(200, answer.Status);
        });
        var log = (await app.GetAsync($"{Api}/event/{id}/changelog?per_page=1000")).At("changelog")!.AsArray();
        Assert.Equal(41, log.Count);
        // Each change of the message starts from what the one before left.
        var messages = log.Where(c => (string?)c!["field"] == "message").ToList();
        for (var i = 1; i < messages.Count; i++) Assert.Equal((string?)messages[i - 1]!["newValue"], (string?)messages[i]!["oldValue"]);
    }

    [Fact]
    public async Task The_same_request_under_one_idempotency_key_is_done_once()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var body = new { title = "Once", attributes = new { type = 1, service } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.PostAsync($"{Api}/event", body, key)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Equal(1, (int)(await SearchAsync($"service={service}")).At("totalCount")!);
        var other = await app.PostAsync($"{Api}/event", new { title = "Other", attributes = new { type = 1, service } }, key);
        Assert.Equal(422, other.Status);
        Assert.Equal(1, (int)(await SearchAsync($"service={service}")).At("totalCount")!);
    }

    [Fact]
    public async Task Every_filter_works_alone_and_with_others()
    {
        var service = Some.Name();
        await CreateAsync(service, a => { a["type"] = "deployment"; a["priority"] = "P1"; a["status"] = "success"; a["environment"] = "production"; a["source"] = "ci"; a["impact"] = true; a["owner"] = "ada"; });
        await CreateAsync(service, a => { a["type"] = "incident"; a["priority"] = "P2"; a["status"] = "open"; a["environment"] = "UAT"; a["source"] = "pager"; a["owner"] = "bob"; });
        foreach (var (filter, expected) in new[]
        {
            ("type=1", 1), ("type=incident", 1), ("type=drift", 0), ("priority=P1", 1), ("status=open", 1), ("environment=7", 1), ("environment=UAT", 1),
            ("source=ci", 1), ("impact=true", 1), ("impact=false", 1), ("owner=bob", 1), ("types=1&types=4", 2), ("statuses=open&statuses=success", 2),
            ("type=1&status=open", 0), ("environments=production&environments=UAT", 2), ("query=type:incident", 1), ("", 2),
        })
        {
            Assert.Equal((filter, expected), (filter, (int)(await SearchAsync($"service={service}&{filter}")).At("totalCount")!));
        }

        Assert.Equal(400, (await SearchAsync("type=nonsense")).Status);
        Assert.Equal(400, (await SearchAsync("page=0")).Status);
        Assert.Equal(400, (await SearchAsync("query=type:nonsense")).Status);
    }

    [Fact]
    public async Task A_range_finds_what_overlaps_it()
    {
        var service = Some.Name();
        await CreateAsync(service, a => { a["startDate"] = "2025-01-10T10:00:00Z"; a["endDate"] = "2025-01-12T10:00:00Z"; });
        await CreateAsync(service, a => a["startDate"] = "2025-01-11T12:00:00Z");
        await CreateAsync(service);
        foreach (var (range, expected) in new[]
        {
            ("start_date=2025-01-11&end_date=2025-01-11", 2), ("start_date=2025-01-12T10:00:00Z&end_date=2025-01-13", 1),
            ("start_date=2025-01-12T10:00:00.000001Z&end_date=2025-01-13", 0), ("end_date=2025-01-10T09:59", 0), ("end_date=2025-01-10T10", 1),
            ("start_date=2025-01-11T12:00:00Z&end_date=2025-01-11T12:00:00Z", 2), ("start_date=2025-06-01", 1), ("end_date=2025-12-31", 2), ("start_date=2025-01-01", 3),
        })
        {
            Assert.Equal((range, expected), (range, (int)(await SearchAsync($"service={service}&{range}")).At("totalCount")!));
        }

        Assert.Equal(400, (await SearchAsync("start_date=2025-02-01&end_date=2025-01-01")).Status);
        Assert.Equal(400, (await SearchAsync("start_date=tomorrow")).Status);
    }

    [Fact]
    public async Task Lists_are_newest_first_and_paged_with_the_number_of_matches()
    {
        var service = Some.Name();
        for (var day = 1; day <= 5; day++)
        {
            var date = $"2025-05-0{day}T00:00:00Z";
            await CreateAsync(service, a => a["startDate"] = date);
        }

        var page = await SearchAsync($"service={service}&per_page=2&page=2");
        Assert.Equal(5, (int)page.At("totalCount")!);
        Assert.Equal(["2025-05-03T00:00:00Z", "2025-05-02T00:00:00Z"], page.At("events")!.AsArray().Select(e => (string?)e!["attributes"]!["startDate"]));
        Assert.Equal(200, (await app.GetAsync($"{Api}/events/list?perPage=100000")).Status);
        Assert.True((await app.GetAsync($"{Api}/events/list?per_page=1")).At("events")!.AsArray().Count == 1);
        Assert.Equal(400, (await app.GetAsync($"{Api}/events/list?per_page=1000&page=1000")).Status);
    }

    [Fact]
    public async Task Today_is_the_callers_day()
    {
        var service = Some.Name();
        await CreateAsync(service);
        await CreateAsync(service, a => a["startDate"] = "2020-01-01T00:00:00Z");
        var today = (await app.GetAsync($"{Api}/events/today?per_page=1000&tz=Pacific/Kiritimati")).At("events")!.AsArray();
        Assert.Single(today, e => (string?)e!["attributes"]!["service"] == service);
        Assert.Equal(400, (await app.GetAsync($"{Api}/events/today?tz=Mars/Olympus")).Status);
    }

    [Fact]
    public async Task Statistics_count_and_group_by_month()
    {
        var (one, other) = (Some.Name(), Some.Name());
        foreach (var (service, date) in new[] { (one, "2024-01-31T23:59:59Z"), (one, "2024-02-01T00:00:00Z"), (other, "2024-02-10T00:00:00Z") })
        {
            await CreateAsync(service, a => a["startDate"] = date);
        }

        Assert.Equal("2", (await app.GetAsync($"{Api}/events/stats?service={one}")).TextAt("totalCount"));
        Assert.Equal("0", (await app.GetAsync($"{Api}/events/stats?service={one}&types=incident")).TextAt("totalCount"));
        var months = await app.GetAsync($"{Api}/events/stats/monthly?service={one}&start_date=2024-01-01&end_date=2024-12-31");
        Assert.Equal([(2024, 1, "1", ""), (2024, 2, "1", "")], Months(months));
        var grouped = await app.GetAsync($"{Api}/events/stats/monthly?start_date=2024-02-01&end_date=2024-02-29&groupByService=true");
        Assert.Contains((2024, 2, "1", other), Months(grouped));
        Assert.Contains((2024, 2, "1", one), Months(grouped));

        static IEnumerable<(int, int, string, string)> Months(Answer answer) => answer.At("stats")!.AsArray()
            .Select(m => ((int)m!["year"]!, (int)m["month"]!, (string)m["count"]!, (string)m["service"]!));
    }

    [Fact]
    public async Task Full_text_finds_words_phrases_and_beginnings_also_after_a_change()
    {
        var (service, word) = (Some.Name(), Some.Name("zebra").Replace("-", ""));
        var id = (await CreateAsync(service, a => a["message"] = $"Café {word} was overloaded, connection refused")).TextAt("event.metadata.id");
        foreach (var query in new[] { word, word.ToUpperInvariant(), word[..^1] + "*", $"\"{word} was\"", $"service:{service} overloaded", $"{word} refused", $"{word} cafe" })
        {
            // Diacritics are folded by SQLite's tokenizer alone.
            if (query.EndsWith("cafe", StringComparison.Ordinal) && app.Database.Sql.Engine != Tracker.Storage.SqlEngine.Sqlite) continue;
            await Poll.UntilAsync(async () => (int)(await SearchAsync("query=" + Uri.EscapeDataString(query))).At("totalCount")! == 1, TimeSpan.FromSeconds(15), what: $"found by {query}");
        }

        Assert.Equal(0, (int)(await SearchAsync($"query={word}+absentword")).At("totalCount")!);
        foreach (var odd in new[] { "\"", "a AND", "NOT", "*", "^x", "c++", "(", "col:x", "'", ";--" })
        {
            Assert.Equal(200, (await SearchAsync("query=" + Uri.EscapeDataString(odd))).Status);
        }

        await app.PutAsync($"{Api}/event", new { id, attributes = new { message = "calm" } });
        await Poll.UntilAsync(async () => (int)(await SearchAsync($"query={word}")).At("totalCount")! == 0, TimeSpan.FromSeconds(15), what: "no longer found");
    }

    [Fact]
    public async Task Names_may_hold_anything_printable()
    {
        var service = Some.Name("a/b c?&=%+\"'<ü€😀>");
        await CreateAsync(service);
        Assert.Equal(service, (await SearchAsync("service=" + Uri.EscapeDataString(service))).TextAt("events.0.attributes.service"));
    }

    private Task<Answer> SearchAsync(string query) => app.GetAsync($"{Api}/events/search?{query}");

    private async Task<Answer> CreateAsync(string service, Action<JsonObject>? more = null, int expect = 200)
    {
        var attributes = new JsonObject { ["type"] = 1, ["service"] = service };
        more?.Invoke(attributes);
        var answer = await app.PostAsync($"{Api}/event", new JsonObject { ["title"] = "An event", ["attributes"] = attributes });
        Assert.True(expect == answer.Status, answer.Text);
        return answer;
    }

    // As a decimal, then ticks: a double would round the last one.
    private static TimeSpan Duration(Answer answer) => TimeSpan.FromTicks((long)(TimeSpan.TicksPerSecond
        * decimal.Parse(answer.TextAt("event.metadata.duration").TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture)));
}
