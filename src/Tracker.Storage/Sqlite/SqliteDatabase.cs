using System.Data.Common;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Sqlite;

/// <summary>The embedded store.</summary>
internal sealed class SqliteDatabase : IDatabase
{
    private readonly SqliteFile _file;
    private readonly StorageMetrics _metrics;
    private readonly SqliteReadPool _readers;
    private readonly SqliteWriter _writer;
    private readonly SqliteCheckpointer _checkpointer;
    private int _disposed;

    private SqliteDatabase(SqliteFile file, StorageOptions options, TimeProvider time, ILogger log)
    {
        var queue = new WriteQueue(options.QueueLength, SqliteWriter.MaxBatch);
        var signal = new ChangeSignal(time);
        _file = file;
        _metrics = new StorageMetrics(() => queue.Count, () => file.WalBytes);
        _readers = new SqliteReadPool(file, time, log);
        _writer = new SqliteWriter(file, queue, time, _metrics, log, signal.Set);
        _checkpointer = new SqliteCheckpointer(file, _writer, _readers, time, _metrics, log);
        Changes = new ChangeFeed(this, signal);
    }

    public ISqlDialect Sql => SqliteDialect.Instance;

    public IChangeFeed Changes { get; }

    public static async Task<IDatabase> OpenAsync(
        StorageOptions options, IEnumerable<Assembly> assemblies, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        var log = loggers.CreateLogger("Tracker.Storage");
        var migrations = Migration.Load(assemblies, SqlEngine.Sqlite);
        var file = SqliteFile.Take(options.DataDirectory, options.BesideServer);
        try
        {
            // It makes the file with its lasting settings, before the first table.
            using (new SqliteWriterConnection(file))
                await MigrateAsync(file, new Migrator(migrations, mayChange: !options.BesideServer, time, log), ct);
            return new SqliteDatabase(file, options, time, log);
        }
        catch (SqliteException e)
        {
            file.Dispose();
            throw new StorageStartException($"{file.Path} cannot be opened: {SqliteErrors.Explain(e) ?? e.Message}", e);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ValueTask<DbConnection> OpenReadAsync(CancellationToken ct = default) => _readers.OpenAsync(ct);

    public Task<T> WriteAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, CancellationToken ct = default) => _writer.Add(work, maintenance: false, ct);

    public Task<T> MaintainAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> chunk, CancellationToken ct = default) => _writer.Add(chunk, maintenance: true, ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await Task.Factory.StartNew(Close, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Close()
    {
        _writer.Stop();
        _readers.Dispose();
        _checkpointer.Dispose();
        _writer.Dispose();
        _metrics.Dispose();
        _file.Dispose();
    }

    private static async Task MigrateAsync(SqliteFile file, Migrator migrator, CancellationToken ct)
    {
        await using var connection = file.OpenForMigration();
        await connection.Command("BEGIN EXCLUSIVE", []).ExecuteAsync(ct);
        // An exception leaves the transaction open, and closing the connection rolls it back.
        await migrator.ApplyAsync(connection, ct);
        await connection.Command("COMMIT", []).ExecuteAsync(ct);
    }
}
