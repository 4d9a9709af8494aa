using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

/// <summary>Read-only connections, kept open: opening one costs more than a page of rows.</summary>
internal sealed partial class SqliteReadPool(SqliteFile file, TimeProvider time, ILogger log) : IDisposable
{
    /// <summary>What a read may take: while it lasts, the write-ahead log cannot be begun anew and grows.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _free = new(Math.Max(8, 4 * Environment.ProcessorCount));
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly ConcurrentDictionary<SqliteReadLease, bool> _leased = [];
    private volatile bool _closed;

    public async ValueTask<DbConnection> OpenAsync(CancellationToken ct)
    {
        WriteScope.RefuseRead();
        if (!await _free.WaitAsync(LongestWait, ct))
            throw new StorageUnavailableException("Too many reads at the same time; try again later.");
        try
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            var connection = _idle.TryTake(out var idle) ? idle : file.OpenReader();
            var lease = new SqliteReadLease(this, connection, time.GetTimestamp());
            _leased[lease] = true;
            return lease;
        }
        catch
        {
            _free.Release();
            throw;
        }
    }

    public void Return(SqliteReadLease lease, SqliteConnection connection, bool clean)
    {
        _leased.TryRemove(lease, out _);
        if (clean && !_closed)
            _idle.Add(connection);
        else
            connection.Dispose();
        _free.Release();
    }

    /// <summary>Interrupts what runs on connections held for too long; their statements fail with "interrupted".</summary>
    public void EndOverdue()
    {
        foreach (var (lease, _) in _leased)
        {
            if (time.GetElapsedTime(lease.OpenedAt) > Longest && lease.Interrupt())
                LogInterrupted(log, Longest.TotalSeconds);
        }
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A read was ended after {Seconds} s: page by key and open a reader for each page")]
    private static partial void LogInterrupted(ILogger log, double seconds);
}
