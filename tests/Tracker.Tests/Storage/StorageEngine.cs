using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Storage;

/// <summary>Where a suite's stores live; each engine's classes name theirs.</summary>
public abstract class StorageEngine : IAsyncLifetime
{
    public abstract StorageOptions Options { get; }

    public Task<IDatabase> OpenAsync(params Assembly[] migrations) =>
        Database.OpenAsync(Options, migrations, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);

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

    public override StorageOptions Options => new() { DataDirectory = _folder };

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

    public override async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        var cluster = await PostgresCluster.SharedAsync();
        _options = new StorageOptions { DatabaseUrl = await cluster.CreateDatabaseAsync() };
    }
}
