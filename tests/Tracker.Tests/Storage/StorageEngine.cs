using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Storage;

/// <summary>Where a suite's stores live; each engine's test classes name theirs.</summary>
public abstract class StorageEngine : IAsyncLifetime
{
    public abstract StorageOptions Options { get; }

    /// <summary>A place without any schema yet.</summary>
    public abstract Task<StorageOptions> FreshAsync();

    public Task<IDatabase> OpenAsync(StorageOptions options, params Assembly[] migrations) =>
        Database.OpenAsync(options, migrations, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteEngine : StorageEngine
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracker-store-").FullName;

    public override StorageOptions Options => new() { DataDirectory = Path.Combine(_folder, "data") };

    public override Task<StorageOptions> FreshAsync() =>
        Task.FromResult(Options with { DataDirectory = Path.Combine(_folder, Guid.NewGuid().ToString("N")) });

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return base.DisposeAsync();
    }
}

public sealed class PostgresEngine : StorageEngine
{
    private StorageOptions? _options;

    public override StorageOptions Options => _options!;

    public string ConnectionString { get; private set; } = "";

    public override async Task<StorageOptions> FreshAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        return new StorageOptions { DatabaseUrl = await cluster.CreateDatabaseAsync() };
    }

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        _options = await FreshAsync();
        ConnectionString = (await PostgresCluster.SharedAsync()).ConnectionStringOf(_options.DatabaseUrl!);
    }
}
