using System.Data.Common;
using System.Reflection;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>The write contract, the same on both engines.</summary>
public abstract class WriteSuite(StorageEngine engine) : IAsyncLifetime
{
    protected IDatabase Store { get; private set; } = null!;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = await engine.OpenAsync();
        await Store.WriteAsync(async w =>
        {
            await w.ExecuteAsync("CREATE TABLE IF NOT EXISTS item (id BIGINT PRIMARY KEY, name TEXT)");
            return await w.ExecuteAsync("DELETE FROM item");
        }, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null)
            await Store.DisposeAsync();
    }

    [Fact]
    public async Task A_write_is_seen_by_readers_once_it_returned()
    {
        var rows = await Store.WriteAsync(w => w.ExecuteAsync("INSERT INTO item (id, name) VALUES ($1, $2)", 1, "one"), Ct);
        Assert.Equal(1, rows);
        Assert.Equal(["1:one"], await Items());
    }

    protected async Task<List<string>> Items()
    {
        await using var connection = await Store.OpenReadAsync(Ct);
        return await connection.QueryAsync("SELECT id, name FROM item ORDER BY id", r => $"{r.GetInt64(0)}:{r.GetText(1)}", Ct);
    }
}

public sealed class SqliteWriteTests(SqliteEngine engine) : WriteSuite(engine), IClassFixture<SqliteEngine>;

public sealed class PostgresWriteTests(PostgresEngine engine) : WriteSuite(engine), IClassFixture<PostgresEngine>;
