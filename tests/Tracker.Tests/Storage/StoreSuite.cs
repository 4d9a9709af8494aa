using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>An open store with an empty table for each test, on the engine of the class.</summary>
public abstract class StoreSuite(StorageEngine engine) : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    protected StorageEngine Engine => engine;

    protected IDatabase Store { get; private set; } = null!;

    protected bool OnSqlite => Store.Sql.Engine == SqlEngine.Sqlite;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected virtual StorageOptions Options => engine.Options;

    public virtual async ValueTask InitializeAsync()
    {
        Store = await engine.OpenAsync(Options);
        await Store.WriteAsync(w => w.ExecuteAsync("CREATE TABLE IF NOT EXISTS item (id BIGINT PRIMARY KEY, name TEXT NOT NULL)"), Ct);
        foreach (var table in (string[])["item", "change", "change_cursor", "lease", "idempotency", "outbox"])
            await Store.WriteAsync(w => w.ExecuteAsync($"DELETE FROM {table}"), Ct);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Store is not null)
            await Store.DisposeAsync();
    }

    protected Task<int> Insert(long id, string name = "x", CancellationToken ct = default) => Store.WriteAsync(w => Insert(w, id, name), ct);

    protected static ValueTask<int> Insert(IWrite write, long id, string name = "x") =>
        write.ExecuteAsync("INSERT INTO item (id, name) VALUES ($1, $2)", id, name);

    protected async Task<List<string>> Items()
    {
        await using var connection = await Store.OpenReadAsync(Ct);
        return await connection.QueryAsync("SELECT id, name FROM item ORDER BY id", r => $"{r.GetInt64(0)}:{r.GetString(1)}", Ct);
    }

    protected async Task<List<long>> Ids()
    {
        await using var connection = await Store.OpenReadAsync(Ct);
        return await connection.QueryAsync("SELECT id FROM item ORDER BY id", r => r.GetInt64(0), Ct);
    }

    protected static async Task Until(Func<bool> condition)
    {
        using var enough = new CancellationTokenSource(Patience);
        while (!condition())
            await Task.Delay(10, enough.Token);
    }
}
