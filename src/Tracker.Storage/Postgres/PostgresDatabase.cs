using System.Data.Common;
using System.Reflection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Tracker.Storage.Migrations;

namespace Tracker.Storage.Postgres;

/// <summary>A store that several replicas share.</summary>
internal sealed partial class PostgresDatabase : IDatabase
{
    private const int MaintenanceConnections = 2;

    // The listener's and the notifier's.
    private const int HintConnections = 2;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    private readonly StorageOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly NpgsqlDataSource _writes;
    private readonly NpgsqlDataSource _reads;
    private readonly PostgresNotifications _notifications;
    private readonly StorageMetrics _metrics;
    private readonly PostgresWriter _writer;
    private readonly SemaphoreSlim _requests;
    private readonly int _writers;
    private readonly SemaphoreSlim _maintenance = new(MaintenanceConnections);
    private int _waiting;
    private int _disposed;

    private PostgresDatabase(StorageOptions options, NpgsqlDataSource writes, NpgsqlDataSource reads, int writers, TimeProvider time, ILogger log)
    {
        var signal = new ChangeSignal(time);
        _options = options;
        _time = time;
        _log = log;
        _writes = writes;
        _reads = reads;
        _metrics = new StorageMetrics(() => Volatile.Read(ref _waiting), () => 0);
        _notifications = new PostgresNotifications(writes, signal, time, log);
        _writer = new PostgresWriter(writes, time, _metrics, log, _notifications.Committed);
        _requests = new SemaphoreSlim(writers);
        _writers = writers;
        Changes = new ChangeFeed(this, signal);
    }

    public ISqlDialect Sql => PostgresDialect.Instance;

    public IChangeFeed Changes { get; }

    public static async Task<IDatabase> OpenAsync(
        StorageOptions options, NpgsqlConnectionStringBuilder server, IEnumerable<Assembly> assemblies,
        TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        if (options.MaxConnections < 8)
            throw new StorageStartException($"The store needs at least 8 connections to PostgreSQL, not {options.MaxConnections}.");
        var log = loggers.CreateLogger("Tracker.Storage");
        var migrations = Migration.Load(assemblies, SqlEngine.Postgres);
        var writers = (options.MaxConnections - MaintenanceConnections - HintConnections) / 2;
        var writes = PostgresSource.Build(server, writers + MaintenanceConnections + HintConnections, readOnly: false, loggers);
        try
        {
            await PostgresSchema.MigrateAsync(writes, new Migrator(migrations, mayChange: !options.BesideServer, time, log), log, ct);
            var readers = options.MaxConnections - MaintenanceConnections - HintConnections - writers;
            return new PostgresDatabase(options, writes, PostgresSource.Build(server, readers, readOnly: true, loggers), writers, time, log);
        }
        catch (NpgsqlException e)
        {
            await writes.DisposeAsync();
            throw new StorageStartException($"DATABASE_URL: PostgreSQL at {server.Host}:{server.Port} cannot be used: {e.Message}", e);
        }
        catch
        {
            await writes.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<DbConnection> OpenReadAsync(CancellationToken ct = default)
    {
        WriteScope.RefuseRead();
        try
        {
            return await _reads.OpenConnectionAsync(ct);
        }
        catch (Exception e) when (PostgresErrors.Translate(e, committing: false) is var translated && translated != e)
        {
            throw translated;
        }
    }

    public Task<T> WriteAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, CancellationToken ct = default) =>
        RunAsync(isolation, work, _requests, WorkBudget.Request, ct);

    public Task<T> MaintainAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> chunk, CancellationToken ct = default) =>
        RunAsync(isolation, chunk, _maintenance, WorkBudget.Maintenance, ct);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        await DrainAsync();
        await _notifications.DisposeAsync();
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
        _writer.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Waits for the writes in progress, which is when every slot can be had; those left after that end with their connections.</summary>
    private async Task DrainAsync()
    {
        using var enough = new CancellationTokenSource(LongestDrain, _time);
        try
        {
            for (var i = 0; i < _writers; i++)
                await _requests.WaitAsync(enough.Token);
            for (var i = 0; i < MaintenanceConnections; i++)
                await _maintenance.WaitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            LogDrain(_log, LongestDrain.TotalSeconds);
        }
    }

    private async Task<T> RunAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, SemaphoreSlim slots, TimeSpan budget, CancellationToken ct)
    {
        WriteScope.RefuseWrite();
        var queuedAt = _time.GetTimestamp();
        try
        {
            await WaitAsync(slots, ct);
            try
            {
                return await _writer.RunAsync(isolation, work, budget, ct);
            }
            finally
            {
                slots.Release();
            }
        }
        catch (Exception e)
        {
            _metrics.Failed(PostgresErrors.Kind(e));
            throw;
        }
        finally
        {
            _metrics.Written(_time.GetElapsedTime(queuedAt));
        }
    }

    private async Task WaitAsync(SemaphoreSlim slots, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (Volatile.Read(ref _disposed) != 0)
            throw new StorageUnavailableException("The store is closing.");
        if (Interlocked.Increment(ref _waiting) > _options.QueueLength)
        {
            Interlocked.Decrement(ref _waiting);
            throw new StorageUnavailableException($"{_options.QueueLength} writes wait already; try again later.");
        }
        try
        {
            await slots.WaitAsync(ct);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Writes were still running {Seconds} s after the store began to close")]
    private static partial void LogDrain(ILogger log, double seconds);
}
