using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Protocol.Locks;
using Tracker.Server.Access;
using Tracker.Server.Locks;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Locks;

/// <summary>Who may release a lock, and what is written down of it.</summary>
public abstract class LockOwnershipSuite(TrackerApp app)
{
    private const string Key = KeyedAppFixture.Key;

    private readonly LockClient _locks = new(app);
    private readonly string _service = Some.Name();

    [Fact]
    public async Task Taken_with_credentials_only_they_release_or_change_it()
    {
        var taken = await _locks.TakeAsync(_service, apiKey: Key);
        Assert.Equal("API_KEY", taken.TextAt("lock.owner"));
        var id = taken.TextAt("lock.id");
        foreach (var refused in (Answer[])[await _locks.UnlockAsync(id), await _locks.GetAsync("/unlock/" + id), await _locks.UpdateAsync(id, new { ttlSeconds = 5 })])
        {
            Assert.Equal((403, 7), (refused.Status, (int)refused.At("code")!));
            foreach (var word in (string[])["alice", "API_KEY", "force"]) Assert.Contains(word, refused.TextAt("message"));
        }

        Assert.Equal(200, (await _locks.UpdateAsync(id, new { ttlSeconds = 60 }, Key)).Status);
        Assert.Equal(200, (await _locks.UnlockAsync(id, Key)).Status);
    }

    [Fact]
    public async Task Taken_without_credentials_anyone_releases_it()
    {
        Assert.Equal(200, (await _locks.UnlockAsync(await _locks.HoldAsync(_service), Key)).Status);
        Assert.Equal(200, (await _locks.UnlockAsync(await _locks.HoldAsync(_service))).Status);
    }

    [Fact]
    public async Task Force_needs_a_reason_and_the_admin_scope()
    {
        var id = await _locks.HoldAsync(_service, apiKey: Key);
        var reasonless = await _locks.SendAsync(HttpMethod.Delete, $"/lock/{id}?force=true");
        Assert.Equal(400, reasonless.Status);
        Assert.Contains("reason", reasonless.TextAt("message"));
        var refused = await _locks.SendAsync(HttpMethod.Delete, $"/lock/{id}?force=true&reason=hurry");
        Assert.Equal(403, refused.Status);
        Assert.Contains("admin", refused.TextAt("message"));
        Assert.Equal(200, (await _locks.GetAsync("/lock/" + id)).Status);
        // One's own lock needs no force to be forced.
        Assert.Equal(200, (await _locks.SendAsync(HttpMethod.Delete, $"/lock/{id}?force=true&reason=hurry", apiKey: Key)).Status);
    }

    [Fact]
    public async Task Forced_it_is_free_and_that_is_recorded_everywhere()
    {
        var e = await app.PostAsync("/api/v1alpha1/event", new { title = "t", attributes = new { type = "deployment", service = _service, status = "start", owner = "ada" } });
        var id = (await _locks.ListAsync(_service)).TextAt("locks.0.id");
        await _locks.UnlockAsync(id);
        var held = await _locks.HoldAsync(_service, apiKey: Key, eventId: e.TextAt("event.metadata.id"));
        var admin = new Caller(new("key:admin", "the admin", Scope.Admin), "10.0.0.1", null);
        var forced = await app.App.Services.GetRequiredService<LockService>()
            .UnlockAsync(new() { Id = held, Force = true, Reason = "CI died" }, admin, TestContext.Current.CancellationToken);
        Assert.Equal("lock deleted", forced.OrThrow().Message);

        Assert.Equal(200, (await _locks.TakeAsync(_service, "bob")).Status);
        var lost = (await _locks.GetAsync("/locks/lost?per_page=1000")).At("locks")!.AsArray().Single(l => (string?)l!["lock"]!["id"] == held)!;
        Assert.Equal(("forced", "the admin", "CI died", "API_KEY"), ((string)lost["loss"]!, (string)lost["by"]!, (string)lost["reason"]!, (string)lost["lock"]!["owner"]!));
        Assert.Contains("CI died", await AuditAsync(held, "lock.force"));
        Assert.Equal((2, $"the admin broke alice's lock of {_service} / production / deployment: CI died"), await ActivityAsync(held, "lock.forced"));
        var change = (await app.GetAsync($"/api/v1alpha1/event/{e.TextAt("event.metadata.id")}")).At("event.changelog")!.AsArray()[^1]!;
        Assert.Equal(("unlocked", "the admin", "forced: CI died"), ((string)change["changeType"]!, (string)change["user"]!, (string)change["comment"]!));
    }

    [Fact]
    public async Task The_feed_tells_who_locked_what()
    {
        var id = await _locks.HoldAsync(_service);
        await _locks.UnlockAsync(id);
        Assert.Equal((0, $"alice locked {_service} / production / deployment"), await ActivityAsync(id, "lock.taken"));
        Assert.Equal((0, $"alice unlocked {_service} / production / deployment"), await ActivityAsync(id, "lock.released"));
        Assert.Null(await AuditAsync(id, "lock.take"));
    }

    [Fact]
    public async Task What_covers_more_than_one_service_or_environment_is_audited()
    {
        var taken = await _locks.TakeAsync(_service, environment: "*");
        await _locks.UnlockAsync(taken.TextAt("lock.id"));
        foreach (var action in (string[])["lock.take", "lock.release"]) Assert.Contains("every environment", await AuditAsync(taken.TextAt("lock.id"), action));
    }

    private Task<string?> AuditAsync(string id, string action) => app.Database.FirstAsync(
        "SELECT detail FROM audit WHERE subject = $1 AND action = $2", r => r.GetString(0), TestContext.Current.CancellationToken, id, action);

    private Task<(int Severity, string Title)> ActivityAsync(string id, string kind) => app.Database.FirstAsync(
        "SELECT severity, title FROM activity WHERE subject = $1 AND kind = $2", r => (r.GetInt32(0), r.GetString(1)), TestContext.Current.CancellationToken, id, kind);
}

public sealed class LockOwnershipOnSqliteTests(KeyedAppFixture fixture) : LockOwnershipSuite(fixture.App), IClassFixture<KeyedAppFixture>;

public sealed class LockOwnershipOnPostgresTests(KeyedPostgresFixture fixture) : LockOwnershipSuite(fixture.App), IClassFixture<KeyedPostgresFixture>;
