using Tracker.Client;
using Tracker.Client.Events;
using Tracker.Client.Locks;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class LocksClientTests(LibraryServer server) : IClassFixture<LibraryServer>
{
    private LocksClient Locks => server.Client.Locks;

    [Fact]
    public async Task A_lock_is_taken_renewed_moved_and_released()
    {
        var taken = await Locks.CreateAsync(new() { Service = "shop", Environment = "prod", Resource = "database", Who = "alice", TimeToLive = TimeSpan.FromMinutes(15), Reason = "migration 42" });
        var renewed = await Locks.UpdateAsync(taken.Id, new() { TimeToLive = TimeSpan.FromMinutes(30), Resource = "cache" });

        Assert.Equal(("production", "migration 42", TimeSpan.FromMinutes(15)), (taken.Environment, taken.Reason, taken.TimeToLive));
        Assert.Equal(("cache", TimeSpan.FromMinutes(30)), (renewed.Resource, renewed.TimeToLive));
        Assert.True(renewed.Token > taken.Token);
        Assert.Equal(renewed, await Locks.GetAsync(taken.Id));
        Assert.Equal(taken.Id, Assert.Single(await Locks.List(new() { Service = "shop", Environment = "prod", Resource = "cache", Who = "alice" }).AllAsync()).Id);

        await Locks.ReleaseAsync(taken.Id);
        Assert.True((await Assert.ThrowsAsync<TrackerException>(() => Locks.GetAsync(taken.Id))).IsNotFound);
    }

    [Fact]
    public async Task A_held_lock_is_refused_to_others_and_goes_to_who_waits_when_its_handle_is_disposed()
    {
        var request = new LockRequest { Service = "queue", Who = "first" };
        var first = await Locks.AcquireAsync(request);
        var refused = await Assert.ThrowsAsync<TrackerException>(() => Locks.AcquireAsync(request with { Who = "second" }));
        var waiting = Locks.AcquireAsync(request with { Who = "third", Wait = TimeSpan.FromMinutes(2) });
        await Poll.UntilAsync(async () => (await Locks.Waiting(new() { Service = "queue" }).AllAsync()).Any(w => w.Who == "third"));

        await first.DisposeAsync();
        await using var third = await waiting;

        Assert.True(refused.IsConflict);
        Assert.Contains("first", refused.Detail);
        Assert.True(third.Token > first.Token);
        Assert.False(first.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lock_that_is_released_twice_is_released_once()
    {
        var held = await Locks.AcquireAsync(new() { Service = "twice", Who = "ada" });
        await held.ReleaseAsync();
        await using var next = await Locks.AcquireAsync(new() { Service = "twice", Who = "grace" });

        await held.ReleaseAsync();
        await held.DisposeAsync();

        Assert.Equal("grace", (await Locks.GetAsync(next.Info.Id)).Who);
    }

    [Fact]
    public async Task A_wait_ends_when_its_caller_cancels()
    {
        await using var held = await Locks.AcquireAsync(new() { Service = "cancelled", Who = "ada" });
        using var cancel = new CancellationTokenSource();
        var waiting = Locks.AcquireAsync(new() { Service = "cancelled", Who = "grace", Wait = TimeSpan.FromMinutes(10) }, cancel.Token);
        await Poll.UntilAsync(async () => (await Locks.Waiting(new() { Service = "cancelled" }).PageAsync()).Items.Count == 1);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Poll.UntilAsync(async () => (await Locks.Waiting(new() { Service = "cancelled" }).PageAsync()).Items.Count == 0, TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_time_to_live_too_short_to_renew_is_refused_at_once() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Locks.AcquireAsync(new() { Service = "x", Who = "ada", TimeToLive = TimeSpan.FromSeconds(1) }));

    [Fact]
    public async Task A_freeze_window_stops_deployments()
    {
        var freezes = Locks.Freezes;
        var window = await freezes.CreateAsync(new() { Reason = "Quiet please", Service = "frozen", Cron = "* * * * *", Duration = TimeSpan.FromHours(2), Zone = "Europe/Paris" });
        window = await freezes.UpdateAsync(window.Id, new() { Reason = "Inventory" });

        var check = await freezes.CheckAsync("frozen", "prod", DateTimeOffset.UtcNow.AddHours(3));
        var refused = await Assert.ThrowsAsync<TrackerException>(() => server.Client.Events.CreateAsync(Deployment()));
        var passed = await server.Client.Events.CreateAsync(Deployment() with { FreezeOverride = "an outage" });

        Assert.Equal(("Inventory", TimeSpan.FromHours(2), "* * * * *"), (window.Reason, window.Duration, window.Cron));
        Assert.Equal((true, window.Id), (check.Frozen, Assert.Single(check.Windows).Id));
        Assert.Contains("Inventory", refused.Detail);
        Assert.NotEmpty(passed.Metadata.Id);
        Assert.Contains(await freezes.List().AllAsync(), w => w.Id == window.Id && w.Active);
        Assert.Equal("Inventory", (await freezes.GetAsync(window.Id)).Reason);

        await freezes.DeleteAsync(window.Id);
        Assert.False((await freezes.CheckAsync("frozen")).Frozen);
    }

    private static NewEvent Deployment() =>
        new() { Title = "Deploy", Attributes = new() { Type = EventType.Deployment, Service = "frozen", Status = EventStatus.Start } };
}
