using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Locks;

/// <summary>What concerns the server as a whole: its settings, its metrics, its end, and its replicas.</summary>
public sealed class LockServerTests
{
    [Fact]
    public async Task No_more_callers_wait_than_may()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_LOCK_WAITERS"] = "2" });
        var locks = new LockClient(app);
        var id = await locks.HoldAsync("shop");
        Task<Answer>[] waiters = [locks.TakeAsync("shop", wait: 25), locks.TakeAsync("shop", wait: 25)];
        await locks.QueueAsync("shop", 2);
        var refused = await locks.TakeAsync("shop", wait: 25);
        Assert.Equal((429, 8), (refused.Status, (int)refused.At("code")!));
        Assert.Contains("TRACKER_LOCK_WAITERS", refused.TextAt("message"));
        await locks.UnlockAsync(id);
        var first = await await Task.WhenAny(waiters);
        await locks.UnlockAsync(first.TextAt("lock.id"));
        Assert.All(await Task.WhenAll(waiters), a => Assert.Equal(200, a.Status));
    }

    [Fact]
    public async Task Deployments_take_no_locks_where_that_is_off()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_DEPLOY_LOCKS"] = "off" });
        var start = new { title = "t", attributes = new { type = "deployment", service = "shop", status = "start" } };
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await app.PostAsync("/api/v1alpha1/event", start)).Status);
        Assert.Equal(0, (int)(await new LockClient(app).ListAsync("shop")).At("totalCount")!);
    }

    [Fact]
    public async Task Who_waits_when_the_server_stops_is_told_and_keeps_the_place_by_its_key()
    {
        using var folder = new TempFolder();
        string holder;
        await using (var app = await TrackerApp.StartAsync(folder: folder))
        {
            var locks = new LockClient(app);
            holder = await locks.HoldAsync("shop");
            var waiting = locks.TakeAsync("shop", "bob", wait: 25, key: "bob's");
            await locks.QueueAsync("shop", 1);
            await app.App.StopAsync(TestContext.Current.CancellationToken);
            var told = await waiting;
            Assert.Equal((503, 14), (told.Status, (int)told.At("code")!));
            Assert.Contains("Idempotency-Key", told.TextAt("message"));
        }

        await using var again = await TrackerApp.StartAsync(folder: folder);
        var after = new LockClient(again);
        var back = after.TakeAsync("shop", "bob", wait: 25, key: "bob's");
        await after.QueueAsync("shop", 1);
        await after.UnlockAsync(holder);
        Assert.Equal("bob", (await back).TextAt("lock.who"));
    }

    [Fact]
    public async Task A_place_that_was_swept_or_whose_server_died_keeps_nobody_waiting()
    {
        await using var app = await TrackerApp.StartAsync();
        var locks = new LockClient(app);
        var id = await locks.HoldAsync("shop");
        var waiting = locks.TakeAsync("shop", "bob", wait: 25);
        await locks.QueueAsync("shop", 1);
        await ExecuteAsync("DELETE FROM lock_waiter");
        // Somebody from a server that was killed a moment ago is before everybody else.
        await ExecuteAsync($"""
            INSERT INTO lock_waiter(service, environment, resource, who, reason, event_id, server, created_at, until, alive_until)
            VALUES('shop', 'production', 'deployment', 'ghost', '', '', 'dead', 0, 9000000000000000, {app.Database.Sql.Now} + 2000000)
            """);
        Assert.Equal(409, (await locks.TakeAsync("shop", "carol")).Status);
        await locks.UnlockAsync(id);
        Assert.Equal(200, (await waiting).Status);

        Task ExecuteAsync(string sql) => app.Database.WriteAsync(async write => await write.ExecuteAsync(sql), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Metrics_tell_how_many_hold_wait_and_lost()
    {
        // A process of its own: the apps of one process share its meters.
        await using var tracker = await TrackerProcess.StartAsync();
        using var client = new HttpClient { BaseAddress = tracker.HttpAddress };
        var locks = new LockClient(client);
        await locks.HoldAsync("other");
        await locks.HoldAsync("shop", ttl: 6);
        var waiting = locks.TakeAsync("shop", "bob", wait: 25);
        using var http = new HttpClient { BaseAddress = tracker.MetricsAddress };
        await Poll.ForAsync(async () => await http.GetStringAsync("/metrics") is var text
            && text.Contains("tracker_locks_held 2", StringComparison.Ordinal) && text.Contains("tracker_locks_waiting 1", StringComparison.Ordinal) ? text : null);
        Assert.Equal(200, (await waiting).Status);
        var after = await http.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        foreach (var line in (string[])["tracker_lock_taken_total 3", "tracker_lock_lost_total{loss=\"expired\"} 1", "tracker_lock_wait_seconds_count 1"]) Assert.Contains(line, after);
    }

    [Fact]
    public async Task What_one_replica_frees_the_others_callers_get_in_order()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var settings = new Dictionary<string, string> { ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync() };
        await using var one = await TrackerApp.StartAsync(settings);
        await using var other = await TrackerApp.StartAsync(settings);
        LockClient[] replicas = [new(one), new(other)];
        var id = await replicas[0].HoldAsync("shop");
        var order = new List<int>();
        var waiters = new List<Task>();
        for (var i = 0; i < 8; i++)
        {
            waiters.Add(WaitAsync(i));
            await replicas[0].QueueAsync("shop", i + 1);
        }

        await replicas[0].UnlockAsync(id);
        await Task.WhenAll(waiters);
        Assert.Equal(Enumerable.Range(0, 8), order);

        async Task WaitAsync(int i)
        {
            var taken = await replicas[i % 2].TakeAsync("shop", "waiter " + i, wait: 28);
            Assert.True(taken.Status == 200, taken.Text);
            order.Add(i);
            // Released at the replica where it was not taken.
            Assert.Equal(200, (await replicas[(i + 1) % 2].UnlockAsync(taken.TextAt("lock.id"))).Status);
        }
    }
}
