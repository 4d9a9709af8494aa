using Tracker.Storage;

namespace Tracker.Tests.Storage;

public abstract class LeaseSuite(StorageEngine engine) : StoreSuite(engine)
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(150);

    private LeaseStore Leases => new(Store);

    [Fact]
    public async Task Of_many_contenders_one_gets_it()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(() => Leases.TryAcquireAsync("job", $"worker {i}", Long, Ct))));
        var lease = Assert.Single(got, l => l is not null)!;
        Assert.Equal(1, lease.Token);
        Assert.True(lease.ExpiresAt > DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task An_expired_lease_goes_to_one_contender_with_a_greater_token()
    {
        var first = await Leases.TryAcquireAsync("job", "paused", Short, Ct);
        Assert.NotNull(first);
        var second = await Eventually(() => Leases.TryAcquireAsync("job", "next", Long, Ct));
        Assert.Equal(2, second.Token);
        Assert.Null(await Leases.RenewAsync(first, Long, Ct));
        Assert.False(await Leases.ReleaseAsync(first, Ct));
        Assert.False(await Store.WriteAsync(w => LeaseStore.HoldsAsync(w, first), Ct));
        Assert.True(await Store.WriteAsync(w => LeaseStore.HoldsAsync(w, second), Ct));
    }

    [Fact]
    public async Task A_renewed_lease_is_kept_and_a_released_one_is_free_at_once()
    {
        var lease = await Leases.TryAcquireAsync("job", "a", Patience, Ct);
        lease = await Leases.RenewAsync(lease!, Long, Ct);
        Assert.NotNull(lease);
        Assert.Null(await Leases.TryAcquireAsync("job", "b", Long, Ct));
        Assert.Null(await Leases.TryAcquireAsync("job", "a", Long, Ct));
        Assert.True(await Leases.ReleaseAsync(lease, Ct));
        Assert.Equal(2, (await Leases.TryAcquireAsync("job", "b", Long, Ct))?.Token);
    }

    [Fact]
    public async Task Two_holders_never_write_under_the_same_lease()
    {
        // Each worker writes its token; a smaller one after a greater would be a paused worker's write.
        await Insert(1, "0");
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            for (var round = 0; round < 10; round++)
            {
                if (await Leases.TryAcquireAsync("job", $"{i}", TimeSpan.FromMilliseconds(20), Ct) is not { } lease)
                {
                    await Task.Delay(5, Ct);
                    continue;
                }
                for (var held = true; held;)
                {
                    held = await Store.WriteAsync(async w =>
                    {
                        if (!await LeaseStore.HoldsAsync(w, lease))
                            return false;
                        var last = await w.FirstAsync("SELECT name FROM item WHERE id = 1", r => long.Parse(r.GetString(0)));
                        Assert.True(last <= lease.Token, $"{lease.Token} wrote after {last}");
                        await w.ExecuteAsync("UPDATE item SET name = $1 WHERE id = 1", $"{lease.Token}");
                        return true;
                    }, Ct);
                }
            }
        }, Ct)));
        Assert.NotEqual(["1:0"], await Items());
    }

    private static async Task<Lease> Eventually(Func<Task<Lease?>> attempt)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await attempt() is { } lease)
                return lease;
            await Task.Delay(20, enough.Token);
        }
    }
}

public sealed class SqliteLeaseTests(SqliteEngine engine) : LeaseSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresLeaseTests(PostgresEngine engine) : LeaseSuite(engine), IClassFixture<PostgresEngine>;
