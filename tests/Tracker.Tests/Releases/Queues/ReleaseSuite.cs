using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Server.Operations.Retention;
using Tracker.Server.Releases.Queues;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Queues;

public sealed class SqliteReleaseTests(ReleaseAppFixture fixture) : ReleaseSuite<ReleaseAppFixture>(fixture), IClassFixture<ReleaseAppFixture>;

public sealed class PostgresReleaseTests(ReleasePostgresFixture fixture) : ReleaseSuite<ReleasePostgresFixture>(fixture), IClassFixture<ReleasePostgresFixture>
{
    [Fact]
    public async Task Environments_are_not_replaced_while_something_enters_one_of_them()
    {
        var ct = TestContext.Current.CancellationToken;
        var (seen, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        var entering = Fixture.App.Database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                var all = await EnvironmentStore.AllAsync(write);
                seen.TrySetResult();
                await goOn.Task;
                return all.Count;
            },
            ct);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(30), ct);
        var asked = (await Fixture.GetAsync("/api/release-environments")).Text;
        var replacing = Fixture.SendAsync(HttpMethod.Put, "/api/release-environments", asked, ReleaseAppFixture.OtherKey);
        Assert.NotSame(replacing, await Task.WhenAny(replacing, Task.Delay(300, ct)));
        goOn.SetResult();
        await entering;
        Assert.Equal(200, (await replacing).Status);
    }
}

/// <summary>The way of releases, from a commit and an image to the last environment.</summary>
public abstract partial class ReleaseSuite<T>(T fixture)
    where T : ReleaseAppFixture
{
    protected T Fixture => fixture;

    [Fact]
    public async Task The_first_release_is_deployed_in_dev_and_goes_on_when_somebody_decides()
    {
        var app = await fixture.FollowAsync(more: "    resources: { cpu: 2 }\n    environments:\n      development: { resources: { cpu: 1 } }\n");
        var claim = await fixture.PostAsync("/api/releases/dev/next", new { deployer = "pipeline 7", lease = 600 });
        Assert.Equal((200, app.Name, "dev", $"{app.Image}:1.0.0", "1.0.0"), (claim.Status, claim.TextAt("application"), claim.TextAt("environment"), claim.TextAt("image"), claim.TextAt("version")));
        Assert.Equal("""{"imageTag":"1.x","resources":{"cpu":1}}""", OwnConfiguration(claim));
        Assert.Equal(fixture.Clock.GetUtcNow().AddSeconds(600), (DateTimeOffset)claim.At("leaseUntil")!);
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);

        var deployed = await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed", new { attempt = 1 });
        Assert.Equal((200, "deployed"), (deployed.Status, deployed.TextAt("state")));
        Assert.Equal("deployed", (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed")).TextAt("state"));
        Assert.True((bool)(await app.WhyAsync("dev")).At("isThere")!);

        Assert.Equal(["semVer"], await app.GatesAsync("ha"));
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/ha/next")).Status);
        var why = await app.WhyAsync("prod");
        Assert.Equal((false, "ha"), ((bool)why.At("isThere")!, why.TextAt("where")));
        await app.PromoteAsync("ha");
        await app.PromoteAsync("preprod");
        await app.PromoteAsync("prod");
        Assert.True((bool)(await app.WhyAsync("prod")).At("isThere")!);
    }

    [Fact]
    public async Task A_patch_goes_everywhere_by_itself_a_minor_version_to_ha_and_a_major_one_to_dev()
    {
        var app = await EverywhereAsync(await fixture.FollowAsync(">=1"));
        await app.ReleaseAsync("1.0.1");
        foreach (var environment in new[] { "dev", "ha", "preprod", "prod" }) await app.DeployAsync(environment);

        await app.ReleaseAsync("1.1.0");
        foreach (var environment in new[] { "dev", "ha" }) await app.DeployAsync(environment);
        Assert.Equal(["semVer"], await app.GatesAsync("preprod"));

        await app.ReleaseAsync("2.0.0");
        await app.DeployAsync("dev");
        Assert.Equal(["semVer"], await app.GatesAsync("ha"));

        // A patch of what ha never had is no patch there.
        await app.ReleaseAsync("2.0.1");
        await app.DeployAsync("dev");
        Assert.Equal(["semVer"], await app.GatesAsync("ha"));
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/ha/next")).Status);
    }

    [Fact]
    public async Task New_requirements_wait_for_an_image_and_several_are_released_together()
    {
        var app = await fixture.FollowAsync(tag: "1.0.0", more: "    replicas: 1\n");
        await app.DeployAsync("dev");
        await app.RequireAsync("1.x", "    replicas: 2\n");
        await app.PollAsync();
        await app.RequireAsync("1.x", "    replicas: 3\n    ingress: [ a.example.org ]\n");
        await app.PollAsync();
        Assert.Empty(await app.QueueAsync("dev"));
        Assert.Equal("waitsForImage", (string?)(await app.WhyAsync("dev")).At("gates")![0]!["gate"]);

        await app.ReleaseAsync("1.0.0", "made anew");
        var claim = await app.DeployAsync("dev");
        Assert.Equal("""{"imageTag":"1.x","ingress":["a.example.org"],"replicas":3}""", OwnConfiguration(claim));
        Assert.Equal(["ingress", "replicas"], claim.At("changes")!.AsArray().Select(c => Path(c!)).Order());
        Assert.Equal(["movedTag", "newVersion"], (await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json.AsArray().Select(r => (string)r!["cause"]!));
    }

    [Fact]
    public async Task A_newer_release_takes_the_place_of_an_older_one_that_has_not_gone()
    {
        var app = await fixture.FollowAsync();
        await app.ReleaseAsync("1.0.1");
        await app.ReleaseAsync("1.0.2");
        Assert.Equal("1.0.2", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
        var all = (await fixture.GetAsync($"/api/releases?application={app.Name}")).Json.AsArray();
        Assert.Equal(["queued", "superseded", "superseded"], all.Select(e => (string)e!["state"]!));
    }

    [Fact]
    public async Task Another_label_may_lead_back_to_a_lower_version()
    {
        var app = await fixture.FollowAsync("1.0.x", "1.0.4");
        await app.DeployAsync("dev");
        await app.RequireAsync("1.0.3");
        await app.PushAsync("1.0.3");
        await app.PollAsync();
        Assert.Equal("1.0.3", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
    }

    [Fact]
    public async Task Deployers_that_claim_at_once_get_different_releases()
    {
        await fixture.EmptyAsync();
        var all = new List<FollowedApplication>();
        for (var i = 0; i < 4; i++) all.Add(await FollowKeepingAsync());
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => fixture.PostAsync("/api/releases/dev/next", new { deployer = $"deployer {i}" })));
        var got = claims.Where(c => c.Status == 200).Select(c => c.TextAt("application")).ToList();
        // Who lost a race for each may go away with nothing; what is left is there for the next one.
        while (await fixture.PostAsync("/api/releases/dev/next") is { Status: 200 } more) got.Add(more.TextAt("application"));
        Assert.Equal(all.Select(a => a.Name).Order(), got.Order());
    }

    [Fact]
    public async Task A_claim_that_is_asked_for_again_under_its_key_is_the_same()
    {
        var app = await fixture.FollowAsync();
        var first = await fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", idempotencyKey: app.Name);
        var again = await fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", idempotencyKey: app.Name);
        Assert.Equal((200, first.TextAt("id")), (again.Status, again.TextAt("id")));
        Assert.Equal(422, (await fixture.SendAsync(HttpMethod.Post, "/api/releases/ha/next", idempotencyKey: app.Name)).Status);
    }

    [Fact]
    public async Task A_deployer_that_dies_gives_its_claim_back_and_speaks_for_it_no_more()
    {
        var app = await fixture.FollowAsync();
        var lost = await fixture.PostAsync("/api/releases/dev/next", new { deployer = "dead", lease = 30 });
        fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{lost.TextAt("id")}/renew", new { attempt = 1 })).Status);
        fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("claimed", (string?)Assert.Single(await app.QueueAsync("dev"))["state"]);
        fixture.Clock.Advance(TimeSpan.FromSeconds(20));
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(2));
            return (string?)(await app.QueueAsync("dev"))[0]["state"] == "queued";
        });
        var next = await fixture.PostAsync("/api/releases/dev/next");
        Assert.Equal((lost.TextAt("id"), 2), (next.TextAt("id"), (int)next.At("attempt")!));
        var late = await fixture.PostAsync($"/api/releases/{lost.TextAt("id")}/deployed", new { attempt = 1 });
        Assert.Equal(400, late.Status);
        Assert.Contains("attempt", late.TextAt("detail"), StringComparison.Ordinal);
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{next.TextAt("id")}/deployed", new { attempt = 2 })).Status);
    }

    [Fact]
    public async Task Only_who_claimed_it_tells_how_it_went_and_a_failure_is_tried_again_when_somebody_says_so()
    {
        var app = await fixture.FollowAsync();
        var claim = await fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", key: ReleaseAppFixture.OtherKey);
        Assert.Equal(403, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed")).Status);
        var failed = await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{claim.TextAt("id")}/failed", new { reason = "It <b>did not</b> start" }, ReleaseAppFixture.OtherKey);
        Assert.Equal(("failed", "It <b>did not</b> start"), (failed.TextAt("state"), failed.TextAt("reason")));
        Assert.Contains("did not", (await app.WhyAsync("dev")).TextAt("text"), StringComparison.Ordinal);
        Assert.Empty(await app.QueueAsync("dev"));

        Assert.Equal("queued", (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/promote")).TextAt("state"));
        await app.DeployAsync("dev");
    }

    [Fact]
    public async Task A_decision_that_is_sent_again_under_its_key_is_answered_and_not_made_again()
    {
        var app = await fixture.FollowAsync();
        await app.DeployAsync("dev");
        var held = await fixture.PostAsync($"/api/releases/{await app.IdAsync("ha")}/promote");
        await fixture.PostAsync($"/api/releases/{held.TextAt("id")}/skip", new { reason = "Not today" });
        var again = await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{held.TextAt("id")}/promote", idempotencyKey: app.Name);
        var skip = new { reason = "Not tomorrow" };
        Assert.Equal("skipped", (await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{again.TextAt("id")}/skip", skip, idempotencyKey: app.Name)).TextAt("state"));

        var repeated = await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{held.TextAt("id")}/promote", idempotencyKey: app.Name);
        Assert.Equal((200, again.Text), (repeated.Status, repeated.Text));
        Assert.Equal("skipped", (await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{again.TextAt("id")}/skip", skip, idempotencyKey: app.Name)).TextAt("state"));
        Assert.Equal(422, (await fixture.SendAsync(HttpMethod.Post, $"/api/releases/{again.TextAt("id")}/promote", idempotencyKey: app.Name)).Status);
        Assert.Empty(await app.QueueAsync("ha"));
    }

    [Fact]
    public async Task A_tracker_that_is_deleted_gives_back_what_is_under_way()
    {
        var app = await fixture.FollowAsync();
        await app.DeployAsync("dev");
        await app.ReleaseAsync("1.0.1");
        var claim = await fixture.PostAsync("/api/releases/dev/next");
        var planned = (string)Assert.Single(await app.QueueAsync("ha"))["event"]!;
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/trackers/{app.Name}")).Status);
        Assert.Equal(("close", "close"), (await StatusAsync(claim.TextAt("event")), await StatusAsync(planned)));
        Assert.Equal(200, (await fixture.PostAsync("/api/v1alpha1/lock", new { service = app.Service, environment = "development", resource = "deployment", who = "bob" })).Status);
        Assert.Equal(404, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed")).Status);
    }

    [Fact]
    public async Task Pinned_to_an_older_release_it_goes_back_and_stays_until_it_is_let_go()
    {
        var app = await fixture.FollowAsync();
        await app.DeployAsync("dev");
        var old = (string)(await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json[0]!["id"]!;
        await app.ReleaseAsync("1.0.1");
        await app.DeployAsync("dev");
        await app.ReleaseAsync("1.0.2");

        Assert.Equal(204, (await PinAsync(app, old)).Status);
        var pin = Assert.Single((await fixture.GetAsync($"/api/releases/pins?application={app.Name}&environment=dev")).Json.AsArray())!;
        Assert.Equal((old, "1.0.0", "1.0.1 loses orders"), ((string)pin["release"]!, (string)pin["version"]!, (string)pin["reason"]!));
        // It waits, and is found out of date by a poll meanwhile, which once failed each time.
        await app.ReleaseAsync("1.0.2", "made anew");
        Assert.Equal("1.0.0", (await app.DeployAsync("dev")).TextAt("version"));
        await app.ReleaseAsync("1.0.3");
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);
        Assert.Contains("pinned", (await app.WhyAsync("dev")).TextAt("text"), StringComparison.Ordinal);

        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/api/applications/{app.Name}/pins/dev")).Status);
        Assert.Equal("1.0.3", (await app.DeployAsync("dev")).TextAt("version"));
        Assert.Equal(404, (await fixture.SendAsync(HttpMethod.Delete, $"/api/applications/{app.Name}/pins/dev")).Status);
    }

    [Fact]
    public async Task Each_step_is_a_deployment_event_whose_start_takes_the_lock()
    {
        var app = await fixture.FollowAsync();
        var planned = (string)Assert.Single(await app.QueueAsync("dev"))["event"]!;
        Assert.Equal("planned", await StatusAsync(planned));
        var held = await fixture.PostAsync("/api/v1alpha1/lock", new { service = app.Service, environment = "development", resource = "deployment", who = "ann" });
        Assert.Equal(200, held.Status);
        Assert.Equal(["lock"], await app.GatesAsync("dev"));
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Delete, $"/api/v1alpha1/lock/{held.TextAt("lock.id")}")).Status);

        var claim = await fixture.PostAsync("/api/releases/dev/next");
        Assert.Equal((planned, "start"), (claim.TextAt("event"), await StatusAsync(planned)));
        Assert.Equal(409, (await fixture.PostAsync("/api/v1alpha1/lock", new { service = app.Service, environment = "development", resource = "deployment", who = "bob" })).Status);
        await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed");
        Assert.Equal("success", await StatusAsync(planned));
        Assert.Equal(200, (await fixture.PostAsync("/api/v1alpha1/lock", new { service = app.Service, environment = "development", resource = "deployment", who = "bob" })).Status);
    }

    [Fact]
    public async Task Nothing_is_claimed_in_a_freeze_window_or_before_what_it_depends_on()
    {
        var first = await fixture.FollowAsync();
        var app = await FollowKeepingAsync(more: $"    depends: [ {first.Name} ]\n");
        Assert.Equal(["dependency"], await app.GatesAsync("dev"));
        await first.DeployAsync("dev");
        Assert.Empty(await app.GatesAsync("dev"));

        var now = fixture.Clock.GetUtcNow();
        var freeze = await fixture.PostAsync("/api/v1alpha1/freeze", new { reason = "Sale", service = app.Service, startsAt = now.AddHours(-1).ToString("O"), endsAt = now.AddMinutes(2).ToString("O") });
        Assert.Equal(200, freeze.Status);
        Assert.Equal(["freeze"], await app.GatesAsync("dev"));
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);
        fixture.Clock.Advance(TimeSpan.FromMinutes(3));
        Assert.Empty(await app.GatesAsync("dev"));
    }

    [Fact]
    public async Task An_environment_asks_for_a_soak_an_approval_and_its_window()
    {
        var app = await EverywhereAsync(await fixture.FollowAsync());
        var before = (await fixture.GetAsync("/api/release-environments")).Json;
        JsonArray changed = [.. before.AsArray().Select(e => e!.DeepClone())];
        var opens = fixture.Clock.GetUtcNow().AddMinutes(8);
        changed[0]!["soak"] = 600;
        changed[1]!["needsApproval"] = true;
        changed[1]!["approveWithin"] = 1500;
        changed[1]!["window"] = new JsonObject { ["cron"] = $"{opens.Minute} {opens.Hour} * * *", ["zone"] = "UTC", ["length"] = 7200 };
        try
        {
            Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Put, "/api/release-environments", changed.ToJsonString())).Status);
            Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Put, "/api/release-environments", changed.ToJsonString(), ReleaseAppFixture.OtherKey)).Status);
            await app.ReleaseAsync("1.0.1");
            await app.DeployAsync("dev");
            Assert.Equal(["soak", "approval", "window"], await app.GatesAsync("ha"));
            fixture.Clock.Advance(TimeSpan.FromMinutes(8.5));
            Assert.Equal(["soak", "approval"], await app.GatesAsync("ha"));
            await fixture.PostAsync("/api/v1alpha1/event", new { title = "It is broken", attributes = new { type = "incident", service = app.Service, environment = "development" } });
            fixture.Clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(["soak", "approval"], await app.GatesAsync("ha"));
            fixture.Clock.Advance(TimeSpan.FromMinutes(6));
            Assert.Equal(["approval"], await app.GatesAsync("ha"));
            Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{await app.IdAsync("ha")}/approve")).Status);
            await app.DeployAsync("ha");

            await app.ReleaseAsync("1.0.2");
            await app.DeployAsync("dev");
            await Poll.UntilAsync(async () =>
            {
                fixture.Clock.Advance(TimeSpan.FromMinutes(2));
                return (await app.QueueAsync("ha")).Count == 0;
            });
            Assert.Contains("nobody approved", (await app.WhyAsync("ha")).TextAt("text"), StringComparison.Ordinal);
        }
        finally
        {
            await fixture.EmptyAsync();
            await fixture.SendAsync(HttpMethod.Put, "/api/release-environments", before.ToJsonString(), ReleaseAppFixture.OtherKey);
        }
    }

    [Fact]
    public async Task What_is_old_is_forgotten_but_for_what_runs_is_pinned_or_newest()
    {
        var app = await fixture.FollowAsync();
        await app.DeployAsync("dev");
        foreach (var tag in new[] { "1.0.1", "1.0.2", "1.0.3" })
        {
            await app.RequireAsync("1.x", $"    replicas: {tag[^1]}\n");
            await app.ReleaseAsync(tag);
        }

        await app.DeployAsync("dev");
        var releases = await VersionsAsync();
        Assert.Equal(["1.0.3", "1.0.2", "1.0.1", "1.0.0"], releases.Select(r => r.Version));
        Assert.Equal(204, (await PinAsync(app, releases[2].Id)).Status);
        await fixture.EmptyAsync();

        var rule = fixture.App.App.Services.GetServices<RetentionRule>().Single(r => r.Name == "releases");
        var store = fixture.App.Database;
        while (await store.MaintainAsync(write => rule.Prune(write, fixture.Clock.GetUtcNow().AddMinutes(1))) > 0)
        {
        }

        Assert.Equal(["1.0.3", "1.0.1"], (await VersionsAsync()).Select(r => r.Version));
        Assert.True((bool)(await app.WhyAsync("dev")).At("isThere")!);
        Assert.Equal("deployed", (string?)Assert.Single((await fixture.GetAsync($"/api/releases?application={app.Name}")).Json.AsArray())!["state"]);

        async Task<List<(string Version, string Id)>> VersionsAsync() =>
            [.. (await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json.AsArray().Select(r => ((string)r!["version"]!, (string)r["id"]!))];
    }

    [Theory]
    [InlineData("POST", "/api/releases/nowhere/next", null, 404, "nowhere")]
    [InlineData("POST", "/api/releases/dev/next", """{"lease":1}""", 400, "lease")]
    [InlineData("POST", "/api/releases/dev/next", """{"lease":"x"}""", 400, "lease")]
    [InlineData("POST", "/api/releases/00000000-0000-0000-0000-000000000000/deployed", null, 404, "no release")]
    [InlineData("POST", "/api/releases/00000000-0000-0000-0000-000000000000/skip", "{}", 400, "reason")]
    [InlineData("GET", "/api/releases?state=gone", null, 400, "state")]
    [InlineData("GET", "/api/releases/dev?page=0", null, 400, "page")]
    [InlineData("GET", "/api/applications/a.b/why?environment=dev", null, 404, "a.b")]
    [InlineData("GET", "/api/applications/a.b/why", null, 400, "environment")]
    [InlineData("PUT", "/api/applications/a.b/pins/dev", "{}", 400, "release")]
    public async Task What_cannot_be_done_is_refused_by_name(string method, string path, string? body, int status, string names)
    {
        var answer = await fixture.SendAsync(new HttpMethod(method), path, body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(names, answer.TextAt("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[]""", "1 to 20")]
    [InlineData("""[{"name":"moon","reach":"patch"}]""", "[0].name")]
    [InlineData("""[{"name":"dev","reach":"all"}]""", "[0].reach")]
    [InlineData("""[{"name":"dev","reach":"patch"},{"name":"development","reach":"patch"}]""", "[1].name")]
    [InlineData("""[{"name":"dev","reach":"patch","soak":-1}]""", "[0].soak")]
    [InlineData("""[{"name":"dev","reach":"patch","window":{"cron":"x","length":60}}]""", "[0].window.cron")]
    [InlineData("""[{"name":"dev","reach":"patch","window":{"cron":"0 1 * * *","zone":"Moon","length":60}}]""", "[0].window.zone")]
    public async Task An_environment_that_cannot_be_is_refused_by_name(string body, string names)
    {
        var answer = await fixture.SendAsync(HttpMethod.Put, "/api/release-environments", body, ReleaseAppFixture.OtherKey);
        Assert.Equal(400, answer.Status);
        Assert.Contains(names, answer.TextAt("detail"), StringComparison.Ordinal);
    }

    /// <summary>The same without emptying the queues before.</summary>
    private async Task<FollowedApplication> FollowKeepingAsync(string more = "")
    {
        var app = await fixture.MakeAsync("1.x", more);
        await app.PushAsync("1.0.0");
        Assert.Equal(201, (await app.TrackAsync()).Status);
        return app;
    }

    private static async Task<FollowedApplication> EverywhereAsync(FollowedApplication app)
    {
        await app.DeployAsync("dev");
        foreach (var environment in new[] { "ha", "preprod", "prod" }) await app.PromoteAsync(environment);
        return app;
    }

    private Task<Answer> PinAsync(FollowedApplication app, string release) =>
        fixture.SendAsync(HttpMethod.Put, $"/api/applications/{app.Name}/pins/dev", new { release, reason = "1.0.1 loses orders" });

    private async Task<string> StatusAsync(string id) => (await fixture.GetAsync($"/api/v1alpha1/event/{id}")).TextAt("event.attributes.status");

    /// <summary>Without what the group shares.</summary>
    private static string OwnConfiguration(Answer claim)
    {
        var configuration = claim.At("configuration")!.AsObject();
        configuration.Remove("group");
        return configuration.ToJsonString();
    }

    private static string Path(JsonNode change) => (string)change["path"]!;
}
