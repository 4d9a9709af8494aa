using Tracker.Testing;

namespace Tracker.Tests.Releases.Queues;

/// <summary>Deployers that hold the deploy lock already when they ask what goes next.</summary>
public abstract partial class ReleaseSuite<T>
{
    [Fact]
    public async Task A_deployer_that_shows_the_lock_it_holds_deploys_under_it_and_keeps_it()
    {
        var app = await fixture.FollowAsync();
        var held = await LockAsync(app.Service);
        Assert.Equal(["lock"], await app.GatesAsync("dev"));
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);

        // 64-bit numbers are texts in the contract's JSON; either is taken.
        var claim = await fixture.PostAsync("/api/releases/dev/next", new { lockToken = held.TextAt("lock.token") });
        Assert.Equal((200, app.Name), (claim.Status, claim.TextAt("application")));
        var e = await fixture.GetAsync($"/api/v1alpha1/event/{claim.TextAt("event")}");
        Assert.Equal("start", e.TextAt("event.attributes.status"));
        Assert.Contains("Started under the lock of", e.Text, StringComparison.Ordinal);
        Assert.Contains(held.TextAt("lock.id"), e.Text, StringComparison.Ordinal);

        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed")).Status);
        Assert.Equal("success", await StatusAsync(claim.TextAt("event")));
        await IsStillHeldAsync(app, held);

        // The next release goes under the same lock; its failure does not take it away either.
        await app.ReleaseAsync("1.0.1");
        var next = await fixture.PostAsync("/api/releases/dev/next", new { lockToken = (long)Token(held) });
        Assert.Equal("1.0.1", next.TextAt("version"));
        await fixture.PostAsync($"/api/releases/{next.TextAt("id")}/failed", new { reason = "It did not start" });
        await IsStillHeldAsync(app, held);
    }

    [Fact]
    public async Task A_lock_that_is_shown_opens_what_it_covers_and_nothing_else()
    {
        var app = await fixture.FollowAsync();
        var other = await FollowKeepingAsync();
        var held = await LockAsync(other.Service);
        var mine = await LockAsync(app.Service);
        Assert.Equal(app.Name, (await NextAsync(Token(mine))).TextAt("application"));
        // What it covers is on its way; what another lock covers is not given for it, be it the caller's, too.
        Assert.Equal(204, (await NextAsync(Token(mine))).Status);
        Assert.Equal(["lock"], await other.GatesAsync("dev"));
        Assert.Equal(other.Name, (await NextAsync(Token(held))).TextAt("application"));

        await fixture.EmptyAsync();
        await ReleaseLockAsync(held);
        await ReleaseLockAsync(mine);
        await app.ReleaseAsync("1.0.1");
        var everything = await LockAsync(app.Service, "*", "*");
        Assert.Equal(204, (await fixture.PostAsync("/api/releases/dev/next")).Status);
        Assert.Equal("1.0.1", (await NextAsync(Token(everything))).TextAt("version"));
        await IsStillHeldAsync(app, everything);
    }

    [Fact]
    public async Task A_lock_that_is_not_held_or_not_the_callers_or_of_something_else_opens_nothing_and_the_answer_says_why()
    {
        var app = await fixture.FollowAsync();
        await RefusedAsync(long.MaxValue, 409, "no lock with this token");
        await RefusedAsync(-1, 409, "no lock with this token");

        var gone = await LockAsync(app.Service);
        await ReleaseLockAsync(gone);
        await RefusedAsync(Token(gone), 409, "no lock with this token");

        var elsewhere = await LockAsync(app.Service, "integration");
        await RefusedAsync(Token(elsewhere), 409, "integration");
        var database = await LockAsync(app.Service, resource: "database");
        await RefusedAsync(Token(database), 409, "database");

        var others = await fixture.SendAsync(HttpMethod.Post, "/api/v1alpha1/lock", LockOf(app.Service, "dev", "deployment"), ReleaseAppFixture.OtherKey);
        await RefusedAsync(Token(others), 403, "credentials");
        await RefusedAsync(Token(elsewhere), 409, "integration");
        Assert.Equal(["lock"], await app.GatesAsync("dev"));
        Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Delete, $"/api/v1alpha1/lock/{others.TextAt("lock.id")}", key: ReleaseAppFixture.OtherKey)).Status);

        var brief = await fixture.PostAsync("/api/v1alpha1/lock", new { service = app.Service, environment = "dev", resource = "deployment", who = "ann", ttlSeconds = 1 });
        await Poll.UntilAsync(async () => (await fixture.GetAsync($"/api/v1alpha1/lock/{brief.TextAt("lock.id")}")).Status == 404);
        await RefusedAsync(Token(brief), 409, "expired");
        Assert.Equal("queued", (string?)Assert.Single(await app.QueueAsync("dev"))["state"]);
        await app.DeployAsync("dev");

        async Task RefusedAsync(long token, int status, string names)
        {
            var refused = await NextAsync(token);
            Assert.Equal(status, refused.Status);
            Assert.Contains("lockToken", refused.TextAt("detail"), StringComparison.Ordinal);
            Assert.Contains(names, refused.TextAt("detail"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_claim_under_a_held_lock_is_answered_again_under_its_key_though_the_lock_is_gone()
    {
        var app = await fixture.FollowAsync();
        var held = await LockAsync(app.Service);
        var body = new { lockToken = Token(held) };
        var first = await fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", body, idempotencyKey: app.Name);
        await ReleaseLockAsync(held);
        var again = await fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", body, idempotencyKey: app.Name);
        Assert.Equal((200, first.Text), (again.Status, again.Text));
    }

    [Fact]
    public async Task Of_several_that_show_the_same_lock_one_gets_the_release_and_a_lapse_leaves_the_lock()
    {
        var app = await fixture.FollowAsync();
        var held = await LockAsync(app.Service);
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => fixture.PostAsync("/api/releases/dev/next", new { deployer = $"deployer {i}", lease = 30, lockToken = Token(held) })));
        Assert.Single(claims, c => c.Status == 200);
        Assert.All(claims.Where(c => c.Status != 200), c => Assert.Equal(204, c.Status));
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(20));
            return (string?)(await app.QueueAsync("dev"))[0]["state"] == "queued";
        });
        await IsStillHeldAsync(app, held);
        Assert.Equal(2, (int)(await NextAsync(Token(held))).At("attempt")!);
        await ReleaseLockAsync(held);
    }

    private static long Token(Answer held) => long.Parse(held.TextAt("lock.token"), System.Globalization.CultureInfo.InvariantCulture);

    private static object LockOf(string service, string environment, string resource) => new { service, environment, resource, who = "ann" };

    private async Task<Answer> LockAsync(string service, string environment = "dev", string resource = "deployment")
    {
        var held = await fixture.PostAsync("/api/v1alpha1/lock", LockOf(service, environment, resource));
        Assert.Equal(200, held.Status);
        return held;
    }

    private async Task ReleaseLockAsync(Answer held) => Assert.Equal(200, (await fixture.SendAsync(HttpMethod.Delete, $"/api/v1alpha1/lock/{held.TextAt("lock.id")}")).Status);

    private Task<Answer> NextAsync(long lockToken) => fixture.PostAsync("/api/releases/dev/next", new { lockToken });

    /// <summary>It, and no other one, under the same token.</summary>
    private async Task IsStillHeldAsync(FollowedApplication app, Answer held)
    {
        var locks = (await fixture.GetAsync($"/api/v1alpha1/locks/list?service={app.Service}&environment=dev&resource=deployment")).At("locks")!.AsArray();
        var one = Assert.Single(locks)!;
        Assert.Equal((held.TextAt("lock.id"), held.TextAt("lock.token")), ((string)one["id"]!, one["token"]!.ToString()));
    }
}
