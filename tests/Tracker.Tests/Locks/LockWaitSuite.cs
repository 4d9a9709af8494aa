using Tracker.Protocol.Locks;
using Tracker.Testing;
using Tracker.Tests.Rpc;

namespace Tracker.Tests.Locks;

/// <summary>Waiting for a lock: in the order of arrival, and not longer than somebody waits.</summary>
public abstract class LockWaitSuite(TrackerApp app)
{
    private readonly LockClient _locks = new(app);

    [Fact]
    public async Task Those_who_wait_get_it_in_the_order_of_arrival()
    {
        var service = Some.Name();
        var holder = await _locks.HoldAsync(service);
        var order = new List<string>();
        var waiters = new List<Task>();
        for (var i = 0; i < 10; i++)
        {
            waiters.Add(WaitAsync("waiter " + i));
            await _locks.QueueAsync(service, i + 1);
        }

        var queue = (await _locks.GetAsync("/locks/waiting?service=" + service)).At("waiters")!.AsArray();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => "waiter " + i), queue.Select(w => (string)w!["who"]!));
        Assert.Equal(("production", "deployment"), ((string)queue[0]!["environment"]!, (string)queue[0]!["resource"]!));
        var patience = DateTimeOffset.Parse((string)queue[0]!["until"]!) - DateTimeOffset.Parse((string)queue[0]!["since"]!);
        Assert.InRange(patience.TotalSeconds, 20, 25.1);

        await _locks.UnlockAsync(holder);
        await Task.WhenAll(waiters);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => "waiter " + i), order);
        await _locks.QueueAsync(service, 0);

        async Task WaitAsync(string who)
        {
            var taken = await _locks.TakeAsync(service, who, wait: 25);
            Assert.True(taken.Status == 200, taken.Text);
            order.Add(who);
            Assert.Equal(200, (await _locks.UnlockAsync(taken.TextAt("lock.id"))).Status);
        }
    }

    [Fact]
    public async Task What_is_free_is_taken_without_waiting()
    {
        var taken = await _locks.TakeAsync(Some.Name(), wait: 3600);
        Assert.Equal(200, taken.Status);
    }

    [Fact]
    public async Task Nobody_overtakes_who_waits_for_more()
    {
        var service = Some.Name();
        var first = await _locks.HoldAsync(service, resource: "one");
        var all = _locks.TakeAsync(service, "all", resource: "*", wait: 25);
        await _locks.QueueAsync(service, 1);
        // Free, but somebody has waited longer for what covers it.
        var refused = await _locks.TakeAsync(service, "newcomer", resource: "two");
        Assert.Equal(409, refused.Status);
        var second = _locks.TakeAsync(service, "second", resource: "two", wait: 25);
        await _locks.QueueAsync(service, 2);

        await _locks.UnlockAsync(first);
        var taken = await all;
        Assert.Equal(200, taken.Status);
        Assert.False(second.IsCompleted);
        await _locks.UnlockAsync(taken.TextAt("lock.id"));
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task Who_gives_up_lets_those_behind_in()
    {
        var service = Some.Name();
        await _locks.HoldAsync(service, resource: "one");
        using var impatient = new CancellationTokenSource();
        var all = _locks.TakeAsync(service, "all", resource: "*", wait: 25, ct: impatient.Token);
        await _locks.QueueAsync(service, 1);
        var second = _locks.TakeAsync(service, "second", resource: "two", wait: 25);
        await _locks.QueueAsync(service, 2);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task The_wait_ends_with_who_holds_it()
    {
        var service = Some.Name();
        var id = await _locks.HoldAsync(service);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var refused = await _locks.TakeAsync(service, "bob", wait: 1);
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1), clock.Elapsed.ToString());
        Assert.Equal((409, 6), (refused.Status, (int)refused.At("code")!));
        foreach (var word in (string[])["1 s", "alice", id]) Assert.Contains(word, refused.TextAt("message"));
        await _locks.QueueAsync(service, 0);
    }

    [Fact]
    public async Task A_caller_that_goes_away_leaves_the_queue()
    {
        var service = Some.Name();
        var holder = await _locks.HoldAsync(service);
        using var gone = new CancellationTokenSource();
        var waiting = _locks.TakeAsync(service, "gone", wait: 25, ct: gone.Token);
        await _locks.QueueAsync(service, 1);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await _locks.QueueAsync(service, 0);
        await _locks.UnlockAsync(holder);
        Assert.Equal(200, (await _locks.TakeAsync(service, "bob")).Status);
    }

    [Fact]
    public async Task A_caller_with_a_key_comes_back_to_its_place()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var holder = await _locks.HoldAsync(service);
        using var gone = new CancellationTokenSource();
        var first = _locks.TakeAsync(service, "first", wait: 25, key: key, ct: gone.Token);
        await _locks.QueueAsync(service, 1);
        var second = _locks.TakeAsync(service, "second", wait: 25);
        await _locks.QueueAsync(service, 2);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var again = _locks.TakeAsync(service, "first", wait: 25, key: key);
        await _locks.UnlockAsync(holder);
        var taken = await again;
        Assert.True(taken.Status == 200, taken.Text);
        Assert.False(second.IsCompleted);
        // Once more under the same key: the same lock.
        Assert.Equal(taken.Text, (await _locks.TakeAsync(service, "first", wait: 25, key: key)).Text);
        await _locks.UnlockAsync(taken.TextAt("lock.id"));
        Assert.Equal(200, (await second).Status);
    }

    [Fact]
    public async Task Two_calls_under_one_key_wait_in_one_place_and_share_the_lock()
    {
        var (service, key) = (Some.Name(), Some.Name("key"));
        var holder = await _locks.HoldAsync(service);
        Task<Answer>[] calls = [.. Enumerable.Range(0, 4).Select(_ => _locks.TakeAsync(service, "bob", wait: 25, key: key))];
        await _locks.QueueAsync(service, 1);
        await _locks.UnlockAsync(holder);
        var answers = await Task.WhenAll(calls);
        Assert.All(answers, a => Assert.True(a.Status == 200, a.Text));
        Assert.Single(answers.Select(a => a.TextAt("lock.id")).Distinct());
    }

    [Fact]
    public async Task When_the_holders_time_is_over_the_next_has_it()
    {
        var service = Some.Name();
        var first = await _locks.TakeAsync(service, ttl: 2);
        var taken = await _locks.TakeAsync(service, "bob", wait: 25);
        Assert.True(taken.Status == 200, taken.Text);
        Assert.True(DateTimeOffset.Parse(taken.TextAt("lock.createdAt")) >= DateTimeOffset.Parse(first.TextAt("lock.expiresAt")));
    }

    [Fact]
    public async Task A_stream_tells_its_place_and_ends_with_the_lock()
    {
        var service = Some.Name();
        var holder = await _locks.HoldAsync(service);
        var before = _locks.TakeAsync(service, "before", wait: 25);
        await _locks.QueueAsync(service, 1);
        using var grpc = new GrpcClient(app.GrpcAddress);
        var request = new CreateLockRequest { Service = service, Who = "streamer", Environment = "prod", Resource = "deployment", WaitSeconds = 25 };
        var told = new List<AcquireLockResponse>();
        await foreach (var payload in grpc.StreamAsync("/tracker.lock.v1alpha1.LockService/AcquireLock", request))
        {
            told.Add(AcquireLockResponse.Parser.ParseFrom(payload));
            if (told.Count > 1) continue;
            // Only now: what it is told first is what there was before.
            await _locks.UnlockAsync(holder);
            await _locks.UnlockAsync((await before).TextAt("lock.id"));
        }

        Assert.Equal((1u, holder), (told[0].Waiting.Ahead, told[0].Waiting.Holders.Single().Id));
        Assert.Equal("streamer", told[^1].Lock.Who);
    }

    [Fact]
    public async Task A_stream_that_is_refused_ends_with_the_status()
    {
        var service = Some.Name();
        await _locks.HoldAsync(service);
        using var grpc = new GrpcClient(app.GrpcAddress);
        var request = new CreateLockRequest { Service = service, Who = "bob", Environment = "prod", Resource = "deployment" };
        var reply = await grpc.CallAsync("/tracker.lock.v1alpha1.LockService/AcquireLock", request);
        Assert.Equal(6, reply.Code);
        Assert.Contains("alice", reply.Message);
        Assert.Equal(3, (await grpc.CallAsync("/tracker.lock.v1alpha1.LockService/AcquireLock", new CreateLockRequest())).Code);
        var late = await grpc.CallAsync("/tracker.lock.v1alpha1.LockService/CreateLock", new CreateLockRequest(request) { WaitSeconds = 25 }, ("grpc-timeout", "300m"));
        Assert.Equal(4, late.Code);
        await _locks.QueueAsync(service, 0);
    }
}
