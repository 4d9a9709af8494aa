using System.Text.Json.Nodes;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Locks;

/// <summary>Deployments and operations that hold a lock while they run.</summary>
public abstract class LockedEventSuite(TrackerApp app)
{
    private const string Api = LockClient.Api;

    private readonly LockClient _locks = new(app);
    private readonly string _service = Some.Name();

    [Theory]
    [InlineData("deployment", "start", "production", "production")]
    [InlineData("operation", "in_progress", "TNR", "TNR")]
    [InlineData("deployment", "in_progress", "ENVIRONMENT_UNSPECIFIED", "")]
    public async Task A_start_takes_the_lock_of_its_type(string type, string status, string environment, string locked)
    {
        var e = await StartAsync(type, status, environment, owner: "ada");
        var held = Assert.Single((await _locks.ListAsync(_service)).At("locks")!.AsArray())!;
        Assert.Equal((type, locked, "ada", e.TextAt("event.metadata.id"), true, 14400), (
            (string)held["resource"]!, (string)held["environment"]!, (string)held["who"]!, (string)held["eventId"]!, (bool)held["automatic"]!, (int)held["ttlSeconds"]!));
        Assert.Equal(["created", "locked"], Changes(e));
        Assert.Equal((string)held["id"]!, e.TextAt("event.changelog.1.newValue"));
    }

    [Theory]
    [InlineData("drift", "start")]
    [InlineData("incident", "in_progress")]
    [InlineData("deployment", "planned")]
    [InlineData("deployment", "success")]
    [InlineData("operation", "STATUS_UNSPECIFIED")]
    public async Task What_does_not_start_takes_none(string type, string status)
    {
        await StartAsync(type, status);
        Assert.Equal(0, await HeldAsync());
    }

    [Fact]
    public async Task A_second_start_is_refused_and_not_stored()
    {
        var first = await StartAsync(owner: "ada");
        var refused = await CreateAsync("deployment", "in_progress");
        Assert.Equal((409, 10), (refused.Status, (int)refused.At("code")!));
        var id = (await _locks.ListAsync(_service)).TextAt("locks.0.id");
        foreach (var word in (string[])["ada", id, first.TextAt("event.metadata.id")]) Assert.Contains(word, refused.TextAt("message"));
        Assert.Equal("1", (await app.GetAsync($"{Api}/events/search?service={_service}")).TextAt("totalCount"));
        await StartAsync("operation");
        await StartAsync(environment: "development");
    }

    [Theory]
    [InlineData("success")]
    [InlineData("failure")]
    [InlineData("warning")]
    [InlineData("error")]
    [InlineData("done")]
    [InlineData("close")]
    public async Task Its_end_gives_the_lock_back(string status)
    {
        var e = await StartAsync();
        var ended = await UpdateAsync(e, new { status });
        Assert.Equal(0, await HeldAsync());
        Assert.Equal(["created", "locked", "status_changed", "unlocked"], Changes(ended));
        await StartAsync();
    }

    [Fact]
    public async Task A_status_on_the_way_keeps_it()
    {
        var e = await StartAsync();
        await UpdateAsync(e, new { status = "waiting_approval" });
        Assert.Equal(1, await HeldAsync());
        Assert.Equal(200, (await UpdateAsync(e, new { status = "in_progress" })).Status);
        Assert.Equal(1, await HeldAsync());
    }

    [Fact]
    public async Task An_update_that_starts_takes_it_or_changes_nothing()
    {
        var planned = await StartAsync(status: "planned");
        var running = await StartAsync();
        var refused = await UpdateAsync(planned, new { status = "start", message = "now" });
        Assert.Equal((409, 10), (refused.Status, (int)refused.At("code")!));
        var unchanged = await app.GetAsync($"{Api}/event/{planned.TextAt("event.metadata.id")}");
        Assert.Equal(("planned", ""), (unchanged.TextAt("event.attributes.status"), unchanged.TextAt("event.attributes.message")));
        await UpdateAsync(running, new { status = "success" });
        Assert.Equal(["created", "status_changed", "locked"], Changes(await UpdateAsync(planned, new { status = "start" })));
    }

    [Fact]
    public async Task A_second_event_that_ends_the_first_gives_its_lock_back()
    {
        var start = await StartAsync();
        var id = start.TextAt("event.metadata.id");
        await CreateAsync("operation", "success", related: id);
        await CreateAsync("deployment", "planned", related: id);
        Assert.Equal(1, await HeldAsync());
        var end = await CreateAsync("deployment", "success", related: id, owner: "ada");
        Assert.Equal(0, await HeldAsync());
        var changed = await app.GetAsync($"{Api}/event/{id}");
        Assert.Equal(["created", "locked", "unlocked"], Changes(changed));
        Assert.Equal("ada", changed.TextAt("event.changelog.2.user"));
        Assert.Contains(end.TextAt("event.metadata.id"), changed.TextAt("event.changelog.2.comment"));
    }

    [Fact]
    public async Task A_second_event_that_is_updated_to_its_end_does_too()
    {
        var start = await StartAsync();
        var second = await CreateAsync("deployment", "planned", related: start.TextAt("event.metadata.id"));
        await UpdateAsync(second, new { status = "done" });
        Assert.Equal(0, await HeldAsync());
    }

    [Fact]
    public async Task Deleted_it_holds_nothing()
    {
        var e = await StartAsync();
        await app.DeleteAsync($"{Api}/event/{e.TextAt("event.metadata.id")}");
        Assert.Equal(0, await HeldAsync());
    }

    [Fact]
    public async Task Its_lock_moves_with_it_or_it_stays()
    {
        var e = await StartAsync();
        var taken = await _locks.ListAsync(_service);
        var moved = await UpdateAsync(e, new { environment = "UAT" });
        Assert.Equal(200, moved.Status);
        var held = await _locks.ListAsync(_service);
        Assert.Equal((taken.TextAt("locks.0.id"), "UAT", 1), (held.TextAt("locks.0.id"), held.TextAt("locks.0.environment"), (int)held.At("totalCount")!));
        Assert.Contains("UAT", moved.At("event.changelog")!.AsArray()[^1]!["comment"]!.ToString());

        await StartAsync();
        var refused = await UpdateAsync(e, new { environment = "production" });
        Assert.Equal((409, 10), (refused.Status, (int)refused.At("code")!));
        Assert.Equal("UAT", (await app.GetAsync($"{Api}/event/{e.TextAt("event.metadata.id")}")).TextAt("event.attributes.environment"));

        Assert.Equal(200, (await UpdateAsync(e, new { type = "drift" })).Status);
        Assert.Equal(1, await HeldAsync());
    }

    [Fact]
    public async Task Each_update_renews_it_even_one_that_changes_nothing()
    {
        var e = await StartAsync();
        var first = DateTimeOffset.Parse((await _locks.ListAsync(_service)).TextAt("locks.0.expiresAt"));
        await UpdateAsync(e, new { status = "start" });
        var renewed = DateTimeOffset.Parse((await _locks.ListAsync(_service)).TextAt("locks.0.expiresAt"));
        Assert.True(renewed > first, $"{renewed:O} after {first:O}");
    }

    [Fact]
    public async Task One_that_lost_its_lock_goes_on_without_and_others_may_start()
    {
        var e = await StartAsync();
        await app.Database.WriteAsync(async write => await write.ExecuteAsync("UPDATE lock_held SET expires_at = 1 WHERE service = $1", _service), TestContext.Current.CancellationToken);
        var other = await StartAsync(owner: "bob");
        var id = e.TextAt("event.metadata.id");
        Assert.Equal(("unlocked", "expired"), await LastAsync(id));
        Assert.Equal(200, (await UpdateAsync(e, new { status = "in_progress" })).Status);
        Assert.Equal("bob", (await _locks.ListAsync(_service)).TextAt("locks.0.who"));
        Assert.Equal(200, (await UpdateAsync(e, new { status = "failure" })).Status);
        Assert.Equal(1, await HeldAsync());
        // Begun anew it needs the lock again.
        Assert.Equal(409, (await UpdateAsync(e, new { status = "start" })).Status);
        await UpdateAsync(other, new { status = "success" });
        Assert.Equal(200, (await UpdateAsync(e, new { status = "start" })).Status);
    }

    [Fact]
    public async Task Sixteen_starts_at_once_are_one()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => CreateAsync("deployment", "start", owner: "racer " + i)));
        Assert.Single(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Equal((409, 10), (a.Status, (int)a.At("code")!)));
        Assert.Equal("1", (await app.GetAsync($"{Api}/events/search?service={_service}")).TextAt("totalCount"));
    }

    [Fact]
    public async Task A_lock_by_hand_stops_a_start_and_a_running_one_stops_a_lock_by_hand()
    {
        var id = await _locks.HoldAsync(_service, "carol", "*");
        Assert.Contains("carol", (await CreateAsync("deployment", "start")).TextAt("message"));
        await _locks.UnlockAsync(id);
        var e = await StartAsync();
        Assert.Equal(409, (await _locks.TakeAsync(_service)).Status);
        await UpdateAsync(e, new { status = "success" });
        Assert.Equal(200, (await _locks.TakeAsync(_service)).Status);
    }

    [Fact]
    public async Task Its_lock_released_by_hand_is_told_and_cannot_be_moved()
    {
        var e = await StartAsync();
        var id = (await _locks.ListAsync(_service)).TextAt("locks.0.id");
        var refused = await _locks.UpdateAsync(id, new { environment = "dev" });
        Assert.Equal((400, 9), (refused.Status, (int)refused.At("code")!));
        Assert.Equal(200, (await _locks.UpdateAsync(id, new { ttlSeconds = 100 })).Status);
        await _locks.UnlockAsync(id);
        Assert.Equal("unlocked", (await LastAsync(e.TextAt("event.metadata.id"))).Kind);
    }

    [Fact]
    public async Task A_lock_by_hand_that_names_an_event_is_told_there()
    {
        var e = await StartAsync("incident", "open");
        var id = e.TextAt("event.metadata.id");
        var held = await _locks.HoldAsync(_service, eventId: id);
        Assert.Equal(("locked", $"{_service} / production / deployment"), await LastAsync(id));
        await _locks.UnlockAsync(held);
        Assert.Equal("unlocked", (await LastAsync(id)).Kind);
        // An event that is not there is no obstacle.
        await _locks.HoldAsync(_service, eventId: Guid.NewGuid().ToString());
    }

    [Fact]
    public async Task In_a_freeze_window_nothing_starts_unless_somebody_says_why()
    {
        var now = DateTimeOffset.UtcNow;
        var window = await app.PostAsync($"{Api}/freeze", new { reason = "year's end", service = _service, environment = "prod", startsAt = now.AddHours(-1), endsAt = now.AddHours(1) });
        Assert.Equal(200, window.Status);
        var refused = await CreateAsync("deployment", "start");
        Assert.Equal((409, 10), (refused.Status, (int)refused.At("code")!));
        Assert.Contains("year's end", refused.TextAt("message"));
        Assert.Contains(now.AddHours(1).ToString("yyyy-MM-ddTHH:mm"), refused.TextAt("message"));
        Assert.Equal(200, (await CreateAsync("deployment", "start", environment: "development")).Status);
        Assert.Equal(200, (await CreateAsync("deployment", "success")).Status);

        var urgent = await CreateAsync("deployment", "start", freezeOverride: "the shop is down");
        Assert.Equal(["created", "commented", "locked"], Changes(urgent));
        Assert.Contains("the shop is down", urgent.TextAt("event.changelog.1.comment"));
        var audited = await app.Database.FirstAsync(
            "SELECT detail FROM audit WHERE action = 'freeze.override' AND subject = $1", r => r.GetString(0), TestContext.Current.CancellationToken, urgent.TextAt("event.metadata.id"));
        Assert.Contains("the shop is down", audited);
    }

    private async Task<int> HeldAsync() => (int)(await _locks.ListAsync(_service)).At("totalCount")!;

    private async Task<(string Kind, string Comment)> LastAsync(string id)
    {
        var last = (await app.GetAsync($"{Api}/event/{id}")).At("event.changelog")!.AsArray()[^1]!;
        return ((string)last["changeType"]!, (string)last["comment"]!);
    }

    private static IEnumerable<string> Changes(Answer answer) => answer.At("event.changelog")!.AsArray().Select(c => (string)c!["changeType"]!);

    private async Task<Answer> StartAsync(string type = "deployment", string status = "start", string environment = "production", string owner = "")
    {
        var answer = await CreateAsync(type, status, environment, owner);
        Assert.True(answer.Status == 200, answer.Text);
        return answer;
    }

    private Task<Answer> CreateAsync(
        string type, string status, string environment = "production", string owner = "", string related = "", string freezeOverride = "") =>
        app.PostAsync($"{Api}/event", new JsonObject
        {
            ["title"] = "Roll out",
            ["attributes"] = new JsonObject
            {
                ["type"] = type,
                ["status"] = status,
                ["environment"] = environment,
                ["service"] = _service,
                ["owner"] = owner,
                ["relatedId"] = related,
            },
            ["freezeOverride"] = freezeOverride,
        });

    private Task<Answer> UpdateAsync(Answer e, object attributes) => app.PutAsync($"{Api}/event", new { id = e.TextAt("event.metadata.id"), attributes });
}
