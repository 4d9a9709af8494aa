using System.Reflection;
using System.Text;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

public abstract class MigrationSuite(StorageEngine engine)
{
    private static readonly Embedded Table = new(("0100_a", "CREATE TABLE a (id BIGINT PRIMARY KEY);"));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task They_run_once_in_order_over_all_assemblies()
    {
        var options = await engine.FreshAsync();
        var later = new Embedded(("0102_c", "INSERT INTO a VALUES (2); INSERT INTO a SELECT max(id) + 1 FROM a;"), ("0101_b", "INSERT INTO a VALUES (1)"));
        for (var start = 0; start < 2; start++)
        {
            await using var store = await engine.OpenAsync(options, later, Table);
            Assert.Equal([1, 2, 3], await Query(store, "SELECT id FROM a ORDER BY id"));
            Assert.Equal([1, 100, 101, 102], await Query(store, "SELECT version FROM schema_migration ORDER BY version"));
        }
    }

    [Fact]
    public async Task An_edited_one_is_refused()
    {
        var options = await engine.FreshAsync();
        await (await engine.OpenAsync(options, Table)).DisposeAsync();
        var edited = new Embedded(("0100_a", "CREATE TABLE a (id BIGINT PRIMARY KEY, name TEXT);"));
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => engine.OpenAsync(options, edited));
        Assert.Contains("0100_a", refused.Message);
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        var options = await engine.FreshAsync();
        await (await engine.OpenAsync(options, Table)).DisposeAsync();
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => engine.OpenAsync(options));
        Assert.Contains("0100_a", refused.Message);
        Assert.Contains("backup", refused.Message);
    }

    [Fact]
    public async Task A_number_belongs_to_one()
    {
        var options = await engine.FreshAsync();
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => engine.OpenAsync(options, Table, new Embedded(("0100_z", "SELECT 1"))));
        Assert.Contains("0100_a", refused.Message);
        Assert.Contains("0100_z", refused.Message);
    }

    [Fact]
    public async Task A_deferrable_constraint_is_refused()
    {
        var options = await engine.FreshAsync();
        await Assert.ThrowsAsync<StorageStartException>(() => engine.OpenAsync(options,
            new Embedded(("0100_a", "CREATE TABLE b (id BIGINT PRIMARY KEY, p BIGINT REFERENCES b (id) DEFERRABLE INITIALLY DEFERRED)"))));
    }

    [Fact]
    public async Task A_failing_one_leaves_nothing_behind()
    {
        var options = await engine.FreshAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => engine.OpenAsync(options, new Embedded(("0100_a", "CREATE TABLE a (id BIGINT PRIMARY KEY); SELECT * FROM missing"))));
        await using var store = await engine.OpenAsync(options, Table);
        Assert.Empty(await Query(store, "SELECT id FROM a"));
    }

    protected static async Task<List<int>> Query(IDatabase store, string sql)
    {
        await using var connection = await store.OpenReadAsync(Ct);
        return await connection.QueryAsync(sql, r => r.GetInt32(0), Ct);
    }

    /// <summary>An assembly with the given migrations, the same for both engines.</summary>
    protected sealed class Embedded(params (string Name, string Sql)[] migrations) : Assembly
    {
        public override string[] GetManifestResourceNames() =>
            [.. migrations.SelectMany(m => (string[])[$"Migrations/sqlite/{m.Name}.sql", $"Migrations/postgres/{m.Name}.sql"])];

        public override Stream GetManifestResourceStream(string name) =>
            new MemoryStream(Encoding.UTF8.GetBytes(migrations.Single(m => m.Name == Path.GetFileNameWithoutExtension(name)).Sql));
    }
}

public sealed class SqliteMigrationTests(SqliteEngine engine) : MigrationSuite(engine), IClassFixture<SqliteEngine>
{
    private readonly SqliteEngine _engine = engine;

    [Fact]
    public async Task A_second_server_on_the_same_file_is_refused()
    {
        var options = await _engine.FreshAsync();
        await using var first = await _engine.OpenAsync(options);
        var refused = await Assert.ThrowsAsync<StorageStartException>(() => _engine.OpenAsync(options));
        Assert.Contains("in use by another server", refused.Message);
        Assert.Contains("DATABASE_URL", refused.Message);
        await first.DisposeAsync();
        await (await _engine.OpenAsync(options)).DisposeAsync();
    }
}

public sealed class PostgresMigrationTests(PostgresEngine engine) : MigrationSuite(engine), IClassFixture<PostgresEngine>
{
    private readonly PostgresEngine _engine = engine;

    [Fact]
    public async Task Several_replicas_may_start_at_once()
    {
        var options = await _engine.FreshAsync() with { MaxConnections = 8 };
        var migration = new Embedded(("0100_a", "CREATE TABLE a (id BIGINT PRIMARY KEY); INSERT INTO a VALUES (1)"));
        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _engine.OpenAsync(options, migration))));
        foreach (var store in stores)
        {
            Assert.Equal([1], await Query(store, "SELECT id FROM a"));
            await store.DisposeAsync();
        }
    }
}
