using System.Text;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

public abstract class IdempotencySuite(StorageEngine engine) : StoreSuite(engine)
{
    private static readonly IdempotencyKey Key = new("alice", "CreateEvent", "key-1");

    [Fact]
    public async Task Of_64_duplicates_at_once_one_has_an_effect_and_all_get_its_answer()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => Create(Key, "hash", i + 1))));
        var id = Assert.Single(await Ids());
        Assert.All(answers, answer => Assert.Equal($"{id}", answer));
    }

    [Fact]
    public async Task Another_request_under_the_same_key_is_refused()
    {
        await Create(Key, "hash", 1);
        await Assert.ThrowsAsync<IdempotencyConflictException>(() => Create(Key, "other", 2));
        Assert.Equal([1], await Ids());
    }

    [Fact]
    public async Task The_key_of_another_caller_or_method_is_another_key()
    {
        await Create(Key, "hash", 1);
        await Create(Key with { Principal = "bob" }, "hash", 2);
        await Create(Key with { Method = "UpdateEvent" }, "other", 3);
        Assert.Equal([1, 2, 3], await Ids());
    }

    [Fact]
    public async Task A_request_that_failed_may_be_tried_again()
    {
        await Assert.ThrowsAsync<FormatException>(() => Store.WriteAsync(
            w => Idempotency.OnceAsync(w, Key, [1], () => throw new FormatException()), Ct));
        Assert.Equal("1", await Create(Key, "hash", 1));
    }

    [Fact]
    public async Task Only_old_answers_are_forgotten()
    {
        await Create(Key, "hash", 1);
        var idempotency = new Idempotency(Store);
        Assert.Equal(0, await idempotency.PruneAsync(Ct));
        Assert.Equal(1, await idempotency.PruneAsync(TimeSpan.FromSeconds(-1), Ct));
        Assert.Equal("2", await Create(Key, "other", 2));
    }

    private async Task<string> Create(IdempotencyKey key, string hash, long id) => Encoding.UTF8.GetString(await Store.WriteAsync(
        w => Idempotency.OnceAsync(w, key, Encoding.UTF8.GetBytes(hash), async () =>
        {
            await Insert(w, id);
            return Encoding.UTF8.GetBytes($"{id}");
        }), Ct));
}

public sealed class SqliteIdempotencyTests(SqliteEngine engine) : IdempotencySuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresIdempotencyTests(PostgresEngine engine) : IdempotencySuite(engine), IClassFixture<PostgresEngine>;
