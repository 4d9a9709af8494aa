using Tracker.Testing;

namespace Tracker.Tests.Releases.Queues;

/// <summary>Things that happen to a release at the same time, or in an order that nobody wished for.</summary>
public abstract partial class ReleaseSuite<T>
{
    [Fact]
    public async Task A_claim_that_is_asked_for_several_times_at_once_under_one_key_is_one()
    {
        var app = await fixture.FollowAsync();
        for (var i = 0; i < 3; i++) await FollowKeepingAsync();
        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => fixture.SendAsync(HttpMethod.Post, "/api/releases/dev/next", idempotencyKey: app.Name)));
        Assert.All(claims, c => Assert.Equal((200, claims[0].TextAt("id")), (c.Status, c.TextAt("id"))));
        Assert.Single((await fixture.GetAsync("/api/releases?environment=dev&state=claimed")).Json.AsArray());
    }

    [Fact]
    public async Task A_claim_that_is_renewed_keeps_its_deploy_lock()
    {
        var app = await fixture.FollowAsync();
        var claim = await fixture.PostAsync("/api/releases/dev/next");
        var before = await ExpiresAsync();
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/renew")).Status);
        Assert.True(await ExpiresAsync() > before, "The lock ends when it did before.");

        async Task<DateTimeOffset> ExpiresAsync() => DateTimeOffset.Parse(
            (await fixture.GetAsync($"/api/v1alpha1/locks/list?service={app.Service}")).TextAt("locks.0.expiresAt"), System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_is_pinned_comes_back_when_another_release_was_on_its_way_and_arrives()
    {
        var (app, old) = await DeployedAsync();
        await app.ReleaseAsync("1.0.1");
        var claim = await fixture.PostAsync("/api/releases/dev/next");
        Assert.Equal(204, (await PinAsync(app, old)).Status);
        Assert.Equal(200, (await fixture.PostAsync($"/api/releases/{claim.TextAt("id")}/deployed")).Status);

        Assert.Equal("1.0.0", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
        Assert.Equal("1.0.0", (await app.DeployAsync("dev")).TextAt("version"));
        Assert.Empty(await app.QueueAsync("dev"));
    }

    [Fact]
    public async Task What_is_pinned_stays_first_when_its_deployer_dies_and_a_newer_one_waits()
    {
        var (app, old) = await DeployedAsync();
        await app.ReleaseAsync("1.0.1");
        await app.DeployAsync("dev");
        Assert.Equal(204, (await PinAsync(app, old)).Status);
        Assert.Equal("1.0.0", (await fixture.PostAsync("/api/releases/dev/next", new { lease = 30 })).TextAt("version"));
        await app.ReleaseAsync("1.0.2");
        await Poll.UntilAsync(async () =>
        {
            fixture.Clock.Advance(TimeSpan.FromSeconds(20));
            return (await app.QueueAsync("dev")).All(e => (string?)e["state"] == "queued");
        });

        Assert.Equal("1.0.0", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
        var again = await fixture.PostAsync("/api/releases/dev/next");
        Assert.Equal(("1.0.0", 200), (again.TextAt("version"), (await fixture.PostAsync($"/api/releases/{again.TextAt("id")}/deployed")).Status));
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, $"/api/applications/{app.Name}/pins/dev")).Status);
        Assert.Equal("1.0.2", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
    }

    [Fact]
    public async Task Nothing_is_promoted_past_what_is_pinned_and_waits()
    {
        var (app, old) = await DeployedAsync();
        await app.ReleaseAsync("1.0.1");
        var second = await app.DeployAsync("dev");
        Assert.Equal(204, (await PinAsync(app, old)).Status);
        await app.ReleaseAsync("1.0.2");
        var newest = (await fixture.GetAsync($"/api/releases?application={app.Name}&environment=dev&state=superseded")).Json[0]!;
        Assert.Equal("1.0.2", (string?)newest["version"]);

        var refused = await fixture.PostAsync($"/api/releases/{newest["id"]}/promote");
        Assert.Equal(400, refused.Status);
        Assert.Contains("pinned", refused.TextAt("detail"), StringComparison.Ordinal);
        Assert.Equal("1.0.0", (string?)Assert.Single(await app.QueueAsync("dev"))["version"]);
        Assert.Equal("1.0.1", second.TextAt("version"));
    }

    [Fact]
    public async Task The_deploy_lock_is_seen_among_many_other_locks_of_the_service()
    {
        var app = await fixture.FollowAsync();
        await LockAsync(app.Service);
        for (var i = 0; i < 25; i++) await LockAsync(app.Service, resource: $"database {i}");
        Assert.Equal(["lock"], await app.GatesAsync("dev"));
        Assert.Equal("lock", (string?)(await app.WhyAsync("dev")).At("gates")![0]!["gate"]);
    }

    /// <summary>An application whose first release, 1.0.0, runs in dev, and that release.</summary>
    private async Task<(FollowedApplication App, string First)> DeployedAsync()
    {
        var app = await fixture.FollowAsync();
        await app.DeployAsync("dev");
        return (app, (string)(await fixture.GetAsync($"/api/applications/{app.Name}/releases")).Json[0]!["id"]!);
    }
}
