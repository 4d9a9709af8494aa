using System.Collections.Concurrent;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

public abstract class OutboxSuite(StorageEngine engine) : StoreSuite(engine)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private Outbox Outbox => new(Store);

    [Fact]
    public async Task Eight_workers_never_claim_the_same_delivery()
    {
        var ids = await Enqueue(200);
        var claimed = new ConcurrentBag<Guid>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            while (await Outbox.ClaimAsync(Room(7), Long, $"{worker}", Ct) is { Count: > 0 } deliveries)
            {
                foreach (var delivery in deliveries)
                {
                    claimed.Add(delivery.DeliveryId);
                    Assert.True(await Outbox.CompleteAsync(delivery, "200", Ct));
                }
            }
        }, Ct)));
        Assert.Equal(ids.Order(), claimed.Order());
        Assert.Equal(200, (await Outbox.ListAsync(OutboxState.Delivered, 1000, ct: Ct)).Count);
    }

    [Fact]
    public async Task Nothing_is_enqueued_by_a_write_that_fails()
    {
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync<Guid>(async w =>
        {
            await Outbox.EnqueueAsync(w, "webhook", "https://example.org", "{}");
            throw new FormatException();
        }, Ct));
        Assert.Empty(await Outbox.ClaimAsync(Room(10), Long, "w", Ct));
    }

    [Fact]
    public async Task What_is_claimed_carries_what_was_enqueued_and_waits_for_its_time()
    {
        var id = await Store.WriteAsync(w => Outbox.EnqueueAsync(w, "slack", "#ops", "{\"a\":1}"), Ct);
        await Store.WriteAsync(w => Outbox.EnqueueAsync(w, "slack", "#ops", "later", Long), Ct);
        var delivery = Assert.Single(await Outbox.ClaimAsync(Room(10), Long, "w", Ct));
        Assert.Equal((id, "slack", "#ops", "{\"a\":1}", 0), (delivery.DeliveryId, delivery.Kind, delivery.Target, delivery.Payload, delivery.Attempts));
    }

    [Fact]
    public async Task A_claim_that_ran_out_passes_on_and_the_late_worker_is_told()
    {
        await Enqueue(1);
        var late = Assert.Single(await Outbox.ClaimAsync(Room(1), TimeSpan.FromMilliseconds(50), "paused", Ct));
        IReadOnlyList<OutboxDelivery> next = [];
        using var enough = new CancellationTokenSource(Patience);
        while (next.Count == 0)
        {
            await Task.Delay(20, enough.Token);
            next = await Outbox.ClaimAsync(Room(1), Long, "next", enough.Token);
        }
        Assert.Equal(late.DeliveryId, next[0].DeliveryId);
        Assert.False(await Outbox.CompleteAsync(late, "200", Ct));
        Assert.False(await Outbox.RetryAsync(late, TimeSpan.Zero, "timeout", Ct));
        Assert.False(await Outbox.DeadLetterAsync(late, "timeout", Ct));
        Assert.True(await Outbox.CompleteAsync(next[0], "200", Ct));
    }

    [Fact]
    public async Task Every_attempt_is_on_record_until_the_delivery_is_given_up()
    {
        await Enqueue(1);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var delivery = Assert.Single(await Outbox.ClaimAsync(Room(1), Long, "w", Ct));
            Assert.Equal(attempt, delivery.Attempts);
            Assert.True(attempt < 2
                ? await Outbox.RetryAsync(delivery, TimeSpan.Zero, $"503 #{attempt}", Ct)
                : await Outbox.DeadLetterAsync(delivery, new string('x', 5000), Ct));
        }
        Assert.Empty(await Outbox.ClaimAsync(Room(1), Long, "w", Ct));

        var dead = Assert.Single(await Outbox.ListAsync(OutboxState.Dead, 10, ct: Ct));
        var first = await Outbox.AttemptsAsync(dead.DeliveryId, 2, ct: Ct);
        Assert.Equal(["503 #0", "503 #1"], first.Select(a => a.Detail));
        var last = Assert.Single(await Outbox.AttemptsAsync(dead.DeliveryId, 2, first[^1].Number, Ct));
        Assert.Equal((OutboxOutcome.GivenUp, Outbox.MaxDetailLength), (last.Outcome, last.Detail.Length));

        Assert.Equal(0, await Outbox.PruneAsync(Long, Ct));
        Assert.Equal(1, await Outbox.PruneAsync(TimeSpan.FromSeconds(-1), Ct));
        Assert.Empty(await Outbox.AttemptsAsync(dead.DeliveryId, 10, ct: Ct));
    }

    [Fact]
    public async Task Targets_are_claimed_and_counted_each_for_itself()
    {
        await Enqueue(30);
        var quick = await Store.WriteAsync(w => Outbox.EnqueueAsync(w, "slack", "#ops", "{}"), Ct);
        await Store.WriteAsync(w => Outbox.EnqueueAsync(w, "slack", "#later", "{}", Long), Ct);
        Assert.Equal(["#ops", "https://example.org"], (await Outbox.DueTargetsAsync(Ct)).Order(StringComparer.Ordinal));
        Assert.Equal(
            [("#later", 1L), ("#ops", 1L), ("https://example.org", 30L)],
            (await Outbox.CountWaitingAsync(1000, Ct)).OrderBy(c => c.Target, StringComparer.Ordinal));
        Assert.Equal(5, (await Outbox.CountWaitingAsync(5, Ct)).Sum(c => c.Waiting));

        var claimed = await Outbox.ClaimAsync([new("https://example.org", 4), new("#ops", 4), new("nobody", 4)], Long, "w", Ct);
        Assert.Equal(5, claimed.Count);
        Assert.Contains(claimed, d => d.DeliveryId == quick);
        Assert.Equal(["https://example.org"], await Outbox.DueTargetsAsync(Ct));
    }

    private static OutboxRoom[] Room(int limit) => [new("https://example.org", limit), new("#ops", limit)];

    private async Task<List<Guid>> Enqueue(int count)
    {
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
            ids.Add(await Store.WriteAsync(w => Outbox.EnqueueAsync(w, "webhook", "https://example.org", $"{i}"), Ct));
        return ids;
    }
}

public sealed class SqliteOutboxTests(SqliteEngine engine) : OutboxSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresOutboxTests(PostgresEngine engine) : OutboxSuite(engine), IClassFixture<PostgresEngine>;
