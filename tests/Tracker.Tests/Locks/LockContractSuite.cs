using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Locks;

/// <summary>The lock service as the v1alpha1 contract and ours beyond it say, over REST, on one engine.</summary>
public abstract class LockContractSuite(TrackerApp app)
{
    private const string UnknownId = "0190d5a0-0000-7000-8000-000000000000";

    private readonly LockClient _locks = new(app);

    [Fact]
    public async Task A_lock_comes_back_as_it_was_taken()
    {
        var service = Some.Name();
        var taken = await _locks.SendAsync(HttpMethod.Post, "/lock", new
        {
            service,
            who = "alice",
            environment = "prod",
            resource = "database",
            event_id = "ticket 7",
            ttlSeconds = 60,
            reason = "the migration",
        });

        Assert.Equal(200, taken.Status);
        var held = taken.At("lock")!;
        Assert.Equal('7', ((string)held["id"]!)[14]);
        Assert.Equal((service, "alice", "production", "database"), ((string)held["service"]!, (string)held["who"]!, (string)held["environment"]!, (string)held["resource"]!));
        Assert.Equal(("ticket 7", "the migration", 60, false, ""), ((string)held["eventId"]!, (string)held["reason"]!, (int)held["ttlSeconds"]!, (bool)held["automatic"]!, (string)held["owner"]!));
        var life = DateTimeOffset.Parse((string)held["expiresAt"]!) - DateTimeOffset.Parse((string)held["createdAt"]!);
        Assert.InRange(life.TotalSeconds, 59.9, 60.1);
        Assert.True(long.Parse((string)held["token"]!) > 0);
        var got = await _locks.GetAsync("/lock/" + held["id"]);
        Assert.Equal(held.ToJsonString(), got.At("lock")!.ToJsonString());
        Assert.Equal(held.ToJsonString(), (await _locks.ListAsync(service)).At("locks.0")!.ToJsonString());
    }

    [Fact]
    public async Task Without_a_time_to_live_it_does_not_end_by_itself()
    {
        var taken = await _locks.TakeAsync(Some.Name());
        Assert.Null(taken.At("lock.expiresAt"));
        Assert.Equal("0", taken.TextAt("lock.ttlSeconds"));
    }

    [Theory]
    [InlineData("""{"who":"a"}""", "service")]
    [InlineData("""{"service":" ","who":"a"}""", "service")]
    [InlineData("""{"service":"s"}""", "who")]
    [InlineData("""{"service":"s","who":"\t"}""", "who")]
    [InlineData("""{"service":"s","who":"a","ttlSeconds":2592001}""", "ttl_seconds")]
    [InlineData("""{"service":"s","who":"a","waitSeconds":3601}""", "wait_seconds")]
    [InlineData("""{"service":"s","who":"a","ttlSeconds":-1}""", "ttl_seconds")]
    [InlineData("""{"service":"s\u0000","who":"a"}""", "service")]
    [InlineData("""{"service":5,"who":"a"}""", "service")]
    [InlineData("""{}""", "service")]
    [InlineData("", "service")]
    public async Task What_is_no_lock_is_refused_by_the_fields_name(string body, string field)
    {
        var answer = await _locks.SendAsync(HttpMethod.Post, "/lock", body);
        Assert.Equal((400, 3), (answer.Status, (int)answer.At("code")!));
        Assert.Contains(field, answer.TextAt("message"));
    }

    [Theory]
    [InlineData("service", 200)]
    [InlineData("who", 200)]
    [InlineData("environment", 100)]
    [InlineData("resource", 200)]
    [InlineData("event_id", 200)]
    [InlineData("reason", 2000)]
    public async Task A_text_longer_than_its_limit_is_refused_with_the_limit(string field, int limit)
    {
        var body = new JsonObject { ["service"] = "s", ["who"] = "w", [field] = new string('x', limit + 1) };
        var answer = await _locks.SendAsync(HttpMethod.Post, "/lock", body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("message"));
        Assert.Contains(limit.ToString(), answer.TextAt("message"));
    }

    [Fact]
    public async Task What_is_held_is_refused_with_the_holder()
    {
        var service = Some.Name();
        var id = await _locks.HoldAsync(service, eventId: "deploy-7");
        var refused = await _locks.TakeAsync(service, "bob");
        Assert.Equal((409, 6), (refused.Status, (int)refused.At("code")!));
        foreach (var word in (string[])["alice", id, "deploy-7", DateTime.UtcNow.ToString("yyyy-MM-ddTHH")]) Assert.Contains(word, refused.TextAt("message"));
        Assert.Equal(id, (await _locks.ListAsync(service)).TextAt("locks.0.id"));
    }

    [Theory]
    [InlineData("dev", "deployment", "development", "deployment", false)]
    [InlineData("PROD", "deployment", "production", "deployment", false)]
    [InlineData("production", "deployment", "preproduction", "deployment", true)]
    [InlineData("production", "deployment", "production", "database", true)]
    [InlineData("production", "", "production", "deployment", true)]
    [InlineData("*", "deployment", "production", "deployment", false)]
    [InlineData("production", "deployment", "*", "*", false)]
    [InlineData("*", "deployment", "production", "database", true)]
    [InlineData("*", "deployment", "production", "*", false)]
    public async Task Scopes_exclude_each_other_where_they_meet(string environment, string resource, string other, string otherResource, bool both)
    {
        var service = Some.Name();
        var first = await _locks.TakeAsync(service, environment: environment, resource: resource);
        Assert.Equal(200, first.Status);
        Assert.Equal(both ? 200 : 409, (await _locks.TakeAsync(service, environment: other, resource: otherResource)).Status);
        // A global lock that stayed would be in everybody's way.
        await _locks.UnlockAsync(first.TextAt("lock.id"));
    }

    [Fact]
    public async Task Released_it_is_free_and_the_next_token_is_greater()
    {
        var service = Some.Name();
        var first = await _locks.TakeAsync(service);
        var id = first.TextAt("lock.id");
        var released = await _locks.GetAsync("/unlock/" + id);
        Assert.Equal((200, "lock deleted", id, "1"), (released.Status, released.TextAt("message"), released.TextAt("id"), released.TextAt("count")));
        foreach (var again in (Answer[])[await _locks.UnlockAsync(id), await _locks.GetAsync("/lock/" + id), await _locks.GetAsync("/unlock/nothing")])
        {
            Assert.Equal((404, 5), (again.Status, (int)again.At("code")!));
        }

        var second = await _locks.TakeAsync(service);
        Assert.NotEqual(id, second.TextAt("lock.id"));
        Assert.True(long.Parse(second.TextAt("lock.token")) > long.Parse(first.TextAt("lock.token")));
    }

    [Fact]
    public async Task Of_many_who_race_one_wins()
    {
        var service = Some.Name();
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => _locks.TakeAsync(service, "racer " + i)));
        var winner = Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a != winner), a => Assert.Equal(409, a.Status));
        Assert.Equal("1", (await _locks.ListAsync(service)).TextAt("totalCount"));
    }

    [Fact]
    public async Task Of_many_who_race_for_scopes_that_meet_one_wins()
    {
        var service = Some.Name();
        string[] environments = ["production", "*", "development", "*"];
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => _locks.TakeAsync(service, environment: environments[i % 4])));
        var held = answers.Where(a => a.Status == 200).Select(a => a.TextAt("lock.environment")).ToList();
        if (held.Contains("*")) Assert.Single(held);
        else Assert.Equal(["development", "production"], held.Order());
    }

    [Fact]
    public async Task An_expired_lock_is_free_and_its_takeover_is_recorded()
    {
        var service = Some.Name();
        var id = await _locks.HoldAsync(service, ttl: 1);
        var second = await Poll.ForAsync(async () => await _locks.TakeAsync(service, "bob") is { Status: 200 } taken ? taken : null);
        Assert.Equal("bob", second.TextAt("lock.who"));
        Assert.Equal(404, (await _locks.GetAsync("/lock/" + id)).Status);
        var lost = (await _locks.GetAsync("/locks/lost?per_page=1000")).At("locks")!.AsArray().Single(l => (string?)l!["lock"]!["id"] == id)!;
        Assert.Equal(("expired", "alice", ""), ((string)lost["loss"]!, (string)lost["lock"]!["who"]!, (string)lost["by"]!));
        Assert.True(DateTimeOffset.Parse((string)lost["lostAt"]!) >= DateTimeOffset.Parse((string)lost["lock"]!["expiresAt"]!));
    }

    [Fact]
    public async Task An_expired_lock_is_swept_though_nobody_wants_it()
    {
        var id = await _locks.HoldAsync(Some.Name(), ttl: 1);
        await Poll.ForAsync(async () => (await _locks.GetAsync("/locks/lost?per_page=1000")).At("locks")!.AsArray().FirstOrDefault(l => (string?)l!["lock"]!["id"] == id));
        var renewed = await _locks.UpdateAsync(id, new { ttlSeconds = 60 });
        Assert.Equal(404, renewed.Status);
    }

    [Fact]
    public async Task Renewed_it_outlives_its_first_time()
    {
        var service = Some.Name();
        var taken = await _locks.TakeAsync(service, ttl: 3);
        var id = taken.TextAt("lock.id");
        var renewed = await _locks.UpdateAsync(id, new { ttlSeconds = 600 });
        Assert.Equal(200, renewed.Status);
        Assert.Equal(taken.TextAt("lock.token"), renewed.TextAt("lock.token"));
        await Poll.UntilAsync(() => DateTimeOffset.UtcNow > DateTimeOffset.Parse(taken.TextAt("lock.expiresAt")).AddSeconds(1));
        Assert.Equal(409, (await _locks.TakeAsync(service, "bob")).Status);
        var endless = await _locks.UpdateAsync(id, new { ttlSeconds = 0 });
        Assert.Null(endless.At("lock.expiresAt"));
    }

    [Fact]
    public async Task An_update_changes_what_it_names_and_nothing_else()
    {
        var service = Some.Name();
        var taken = await _locks.TakeAsync(service, ttl: 600, eventId: "first");
        var id = taken.TextAt("lock.id");
        var updated = await _locks.UpdateAsync(id, new { who = "carol", reason = "night shift" });
        var expected = taken.At("lock")!;
        (expected["who"], expected["reason"]) = ("carol", "night shift");
        Assert.Equal(expected.ToJsonString(), updated.At("lock")!.ToJsonString());
        expected["eventId"] = "";
        Assert.Equal(expected.ToJsonString(), (await _locks.UpdateAsync(id, new { eventId = "" })).At("lock")!.ToJsonString());
    }

    [Fact]
    public async Task Moved_it_keeps_its_id_gets_a_new_token_and_excludes_there()
    {
        var (from, to) = (Some.Name(), Some.Name());
        var taken = await _locks.TakeAsync(from, ttl: 600);
        var id = taken.TextAt("lock.id");
        var moved = await _locks.UpdateAsync(id, new { service = to, environment = "preprod" });
        Assert.Equal(200, moved.Status);
        Assert.Equal((id, to, "preproduction"), (moved.TextAt("lock.id"), moved.TextAt("lock.service"), moved.TextAt("lock.environment")));
        Assert.Equal((taken.TextAt("lock.createdAt"), taken.TextAt("lock.expiresAt")), (moved.TextAt("lock.createdAt"), moved.TextAt("lock.expiresAt")));
        Assert.True(long.Parse(moved.TextAt("lock.token")) > long.Parse(taken.TextAt("lock.token")));
        Assert.Equal(200, (await _locks.TakeAsync(from, "bob")).Status);
        Assert.Equal(409, (await _locks.TakeAsync(to, "bob", "preproduction")).Status);

        var back = await _locks.UpdateAsync(id, new { service = from, environment = "prod" });
        Assert.Equal((409, 6), (back.Status, (int)back.At("code")!));
        Assert.Contains("bob", back.TextAt("message"));
        Assert.Equal(to, (await _locks.GetAsync("/lock/" + id)).TextAt("lock.service"));
        // Its own place is not in its way when it grows over it.
        Assert.Equal(200, (await _locks.UpdateAsync(id, new { resource = "*" })).Status);
    }

    [Theory]
    [InlineData("""{"service":""}""", "service")]
    [InlineData("""{"who":" "}""", "who")]
    [InlineData("""{"ttlSeconds":2592001}""", "ttl_seconds")]
    [InlineData("""{"updateMask":"token"}""", "update_mask")]
    public async Task What_an_update_may_not_say_is_refused_by_the_fields_name(string body, string field)
    {
        var answer = await _locks.UpdateAsync(await _locks.HoldAsync(Some.Name()), body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("message"));
    }

    [Fact]
    public async Task An_update_of_no_lock_is_not_found() => Assert.Equal(404, (await _locks.UpdateAsync(UnknownId, new { who = "a" })).Status);

    [Fact]
    public async Task Lists_are_filtered_and_come_in_pages_newest_first()
    {
        var service = Some.Name();
        for (var i = 0; i < 5; i++) await _locks.HoldAsync(service, "who " + (i % 2), "r" + i, eventId: "e" + i);
        var page = await _locks.GetAsync($"/locks/list?service={service}&per_page=2&page=2");
        Assert.Equal((5, "r2", "r1"), ((int)page.At("totalCount")!, page.TextAt("locks.0.resource"), page.TextAt("locks.1.resource")));
        foreach (var (query, count) in new[] { ("resource=r1", 1), ("who=who%200", 3), ("event_id=e3", 1), ("environment=prod", 5), ("environment=dev", 0) })
        {
            Assert.Equal(count, (int)(await _locks.GetAsync($"/locks/list?service={service}&{query}")).At("totalCount")!);
        }

        foreach (var list in (string[])["list", "waiting", "lost"])
        {
            Assert.Equal(400, (await _locks.GetAsync($"/locks/{list}?page=0")).Status);
            Assert.Equal(400, (await _locks.GetAsync($"/locks/{list}?page=200000")).Status);
        }
    }

    [Fact]
    public async Task A_list_of_one_service_shows_what_covers_every_service()
    {
        var resource = Some.Name("resource");
        var taken = await _locks.TakeAsync("*", environment: "a place of its own", resource: resource);
        Assert.Equal(200, taken.Status);
        Assert.Equal(1, (int)(await _locks.GetAsync($"/locks/list?service={Some.Name()}&resource={resource}")).At("totalCount")!);
        await _locks.UnlockAsync(taken.TextAt("lock.id"));
    }

    [Fact]
    public async Task A_retry_under_its_key_gets_the_same_lock_until_that_is_gone()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var first = await _locks.TakeAsync(service, key: key);
        var id = first.TextAt("lock.id");
        Assert.Equal(first.Text, (await _locks.TakeAsync(service, key: key)).Text);
        await _locks.UpdateAsync(id, new { reason = "later" });
        Assert.Equal("later", (await _locks.TakeAsync(service, key: key)).TextAt("lock.reason"));
        Assert.Equal(422, (await _locks.TakeAsync(service, "bob", key: key)).Status);
        await _locks.UnlockAsync(id);
        var stale = await _locks.TakeAsync(service, key: key);
        Assert.Equal((409, 10), (stale.Status, (int)stale.At("code")!));
        Assert.Contains("new key", stale.TextAt("message"));
        Assert.Equal(200, (await _locks.TakeAsync(service, key: key + "2")).Status);
    }

    [Fact]
    public async Task Retries_at_the_same_time_share_one_lock()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => _locks.TakeAsync(service, key: key)));
        Assert.All(answers, a => Assert.Equal(200, a.Status));
        Assert.Single(answers.Select(a => a.TextAt("lock.id")).Distinct());
    }

    [Fact]
    public async Task A_key_that_was_refused_may_be_used_again()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var id = await _locks.HoldAsync(service);
        Assert.Equal(409, (await _locks.TakeAsync(service, "bob", key: key)).Status);
        await _locks.UnlockAsync(id);
        Assert.Equal(200, (await _locks.TakeAsync(service, "bob", key: key)).Status);
    }

    [Fact]
    public async Task Names_may_hold_anything_printable()
    {
        var service = Some.Name("a/b c?&=%+\"'<ü€😀>*");
        var taken = await _locks.TakeAsync(service, "ünï");
        Assert.Equal(200, taken.Status);
        Assert.Equal(409, (await _locks.TakeAsync(service)).Status);
        Assert.Equal(service, (await _locks.ListAsync(service)).TextAt("locks.0.service"));
    }
}
