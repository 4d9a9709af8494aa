using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// The one thread that writes. It takes every write that waits, runs each in a savepoint of one transaction, commits
/// that once, and only then tells the callers: the price of making it durable is shared by all of them.
/// </summary>
internal sealed partial class SqliteWriter : IDisposable
{
    public const int MaxBatch = 2000;
    private const int Committed = -1;

    private readonly SqliteFile _file;
    private readonly WriteQueue _queue;
    private readonly TimeProvider _time;
    private readonly StorageMetrics _metrics;
    private readonly WorkBudget _budget;
    private readonly ILogger _log;
    private readonly Action _changed;
    private readonly Thread _thread;
    private readonly Lock _transaction = new();
    private readonly ManualResetEventSlim _mayRun = new(true);
    private readonly SqliteRow _row = new();
    private SqliteWriterConnection? _connection;
    private long _commits;

    public SqliteWriter(SqliteFile file, WriteQueue queue, TimeProvider time, StorageMetrics metrics, ILogger log, Action changed)
    {
        _file = file;
        _queue = queue;
        _time = time;
        _metrics = metrics;
        _budget = new WorkBudget(time, metrics, log);
        _log = log;
        _changed = changed;
        _connection = new SqliteWriterConnection(file);
        _thread = new Thread(Loop) { IsBackground = true, Name = "store writer" };
        _thread.UnsafeStart();
    }

    /// <summary>Commits so far.</summary>
    public long Commits => Volatile.Read(ref _commits);

    public Task<T> Add<T>(Func<IWrite, ValueTask<T>> work, bool maintenance, CancellationToken ct)
    {
        WriteScope.RefuseWrite();
        if (ct.IsCancellationRequested)
            return Task.FromCanceled<T>(ct);
        var command = new WriteCommand<T>(work, _time.GetTimestamp());
        command.CancelWith(ct);
        try
        {
            _queue.Add(command, maintenance);
        }
        catch (StorageUnavailableException e)
        {
            _metrics.Failed("refused");
            return Task.FromException<T>(e);
        }
        return command.Task;
    }

    /// <summary>Runs something between two transactions; a checkpoint that must have the log for itself.</summary>
    public void Between(Action action)
    {
        // Without the event the writer would take its lock again before a waiting thread wakes up.
        _mayRun.Reset();
        try
        {
            lock (_transaction)
                action();
        }
        finally
        {
            _mayRun.Set();
        }
    }

    /// <summary>Takes no more writes and lets what waits finish.</summary>
    public void Stop()
    {
        _queue.Close();
        _thread.Join();
        _connection?.Dispose();
    }

    /// <summary>After <see cref="Stop"/>, and after the checkpointer, which waits on what goes here.</summary>
    public void Dispose()
    {
        _mayRun.Dispose();
    }

    private void Loop()
    {
        WriteScope.Enter();
        var batch = new List<WriteCommand>(MaxBatch);
        while (_queue.Take(batch, out var maintenance))
        {
            _mayRun.Wait();
            lock (_transaction)
                Run(batch, maintenance ? WorkBudget.Maintenance : WorkBudget.Request);
        }
    }

    private void Run(List<WriteCommand> batch, TimeSpan budget)
    {
        var until = batch.Count;
        while (batch.Count > 0)
        {
            var culprit = Transaction(batch, until, budget);
            if (culprit == Committed)
            {
                Finish(batch.GetRange(0, until));
                batch.RemoveRange(0, until);
                until = batch.Count;
            }
            else
            {
                // SQLite rolled the whole transaction back at this one. Those before it are run again without it and
                // committed first, so that each culprit costs them once.
                Finish([batch[culprit]]);
                batch.RemoveAt(culprit);
                until = culprit > 0 ? culprit : batch.Count;
            }
        }
    }

    /// <summary>Settles the first commands of the batch, or returns the index of the one at which SQLite rolled all of them back.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever happens, the callers get an answer and the thread goes on.")]
    private int Transaction(List<WriteCommand> batch, int count, TimeSpan budget)
    {
        try
        {
            _connection ??= new SqliteWriterConnection(_file);
            _connection.Begin.Run();
            var culprit = Works(_connection, batch, count, budget);
            if (culprit != Committed)
                return culprit;
        }
        catch (Exception e)
        {
            Abandon(batch, count, Refusal(e));
            return Committed;
        }
        var code = _connection.Commit.TryRun();
        if (code == SQLitePCL.raw.SQLITE_OK)
        {
            Volatile.Write(ref _commits, _commits + 1);
            _metrics.Committed(count);
        }
        else
        {
            FailedCommit(batch, count, _connection.Error(code));
        }
        return Committed;
    }

    private int Works(SqliteWriterConnection connection, List<WriteCommand> batch, int count, TimeSpan budget)
    {
        // One alone needs no savepoint: the transaction is its own, and rolling back the one is rolling back the other.
        var alone = count == 1;
        var started = _time.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            var command = batch[i];
            if (!alone)
                connection.Savepoint.Run();
            command.Run(new SqliteWrite(connection, _row, _time));
            EndIfUntrustworthy(command.Error);

            if (connection.InAutocommit)
            {
                command.Fail(command.Error ?? new InvalidOperationException("The work ended the transaction."));
                return i;
            }
            if (command.Error is not null)
                (alone ? connection.Rollback : connection.RollbackTo).Run();
            if (alone && command.Error is not null)
                connection.Begin.Run();
            if (!alone)
                connection.Release.Run();

            var ended = _time.GetTimestamp();
            _budget.Check(_time.GetElapsedTime(started, ended), budget, command.Work);
            started = ended;
        }
        return Committed;
    }

    private void FailedCommit(List<WriteCommand> batch, int count, SqliteException error)
    {
        EndIfUntrustworthy(error);
        LogFailedCommit(_log, error, count);
        var why = SqliteErrors.Explain(error) ?? $"The commit failed ({error.Message}).";
        Abandon(batch, count, new StorageUnavailableException(
            $"{why} Whether this write was stored is unknown: send it again with the same idempotency key.", outcomeUnknown: true, error));
    }

    private Exception Refusal(Exception error)
    {
        EndIfUntrustworthy(error);
        LogAbandoned(_log, error);
        return error switch
        {
            StorageUnavailableException => error,
            SqliteException e => new StorageUnavailableException(SqliteErrors.Explain(e) ?? $"The store failed ({e.Message}).", inner: e),
            _ => new StorageUnavailableException("The store failed.", inner: error),
        };
    }

    /// <summary>Rolls back and starts afresh: what the connection believes about the log may be wrong now.</summary>
    private void Abandon(List<WriteCommand> batch, int count, Exception error)
    {
        for (var i = 0; i < count; i++)
            batch[i].Fail(error);
        if (_connection is null)
            return;
        if (!_connection.InAutocommit)
            _connection.Rollback.TryRun();
        _connection.Dispose();
        _connection = null;
    }

    private void EndIfUntrustworthy(Exception? error)
    {
        var sqlite = error as SqliteException ?? error?.InnerException as SqliteException;
        if (sqlite is null || !SqliteErrors.IsFsync(sqlite.SqliteExtendedErrorCode))
            return;
        LogFsync(_log, sqlite);
        Environment.FailFast("The store's disk could not make a write durable; ending rather than acknowledging what may be lost.", sqlite);
    }

    private void Finish(List<WriteCommand> done) =>
        ThreadPool.UnsafeQueueUserWorkItem(static x => x.Self.Complete(x.Done), (Self: this, Done: done), preferLocal: false);

    private void Complete(List<WriteCommand> done)
    {
        var now = _time.GetTimestamp();
        var changed = false;
        foreach (var command in done)
        {
            if (command.Error is null)
                changed |= command.Changed;
            else
                _metrics.Failed(SqliteErrors.Kind(command.Error));
            _metrics.Written(_time.GetElapsedTime(command.QueuedAt, now));
            command.Complete(_log);
        }
        if (changed)
            _changed();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A commit of {Writes} writes failed; their outcome is unknown")]
    private static partial void LogFailedCommit(ILogger log, Exception error, int writes);

    [LoggerMessage(Level = LogLevel.Error, Message = "A batch of writes was given up before its commit")]
    private static partial void LogAbandoned(ILogger log, Exception error);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The disk failed to make a write durable")]
    private static partial void LogFsync(ILogger log, Exception error);
}
