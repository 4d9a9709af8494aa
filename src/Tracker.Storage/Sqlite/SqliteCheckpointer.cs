using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>
/// Folds the write-ahead log into the database on a thread of its own, and ends reads that keep it from doing so.
/// </summary>
internal sealed partial class SqliteCheckpointer : IDisposable
{
    private const int FrameBytes = 4096 + 24;

    // A log that is begun anew is overwritten, which makes commits cheaper than appending; so its file stays, up to a size.
    private const long RestartAbove = 32L << 20;
    private const long TruncateAbove = 256L << 20;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    private readonly SqliteFile _file;
    private readonly SqliteWriter _writer;
    private readonly SqliteReadPool _readers;
    private readonly TimeProvider _time;
    private readonly StorageMetrics _metrics;
    private readonly ILogger _log;
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Thread _thread;

    public SqliteCheckpointer(SqliteFile file, SqliteWriter writer, SqliteReadPool readers, TimeProvider time, StorageMetrics metrics, ILogger log)
    {
        _file = file;
        _writer = writer;
        _readers = readers;
        _time = time;
        _metrics = metrics;
        _log = log;
        _thread = new Thread(Loop) { IsBackground = true, Name = "store checkpoint" };
        _thread.UnsafeStart();
    }

    /// <summary>After the writer has ended: leaves an empty log behind when no reader is in the way.</summary>
    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Loop()
    {
        sqlite3? db = null;
        long folded = -1;
        bool stopping;
        do
        {
            stopping = _stop.Wait(Tick);
            _readers.EndOverdue();
            var commits = _writer.Commits;
            if (commits == folded && !stopping)
                continue;
            try
            {
                db ??= Open();
                if (stopping ? Run(db, SQLITE_CHECKPOINT_TRUNCATE) : Fold(db))
                    folded = commits;
            }
            catch (Exception e)
            {
                db = Recover(db, e);
            }
        } while (!stopping);
        if (db is not null)
            sqlite3_close_v2(db);
    }

    private sqlite3 Open()
    {
        var db = _file.OpenWriter();
        // It waits while the writer waits for it, so it would rather give up and come back.
        SqliteFile.Execute(db, "PRAGMA busy_timeout = 50");
        return db;
    }

    /// <summary>Whether the whole log is in the database.</summary>
    private bool Fold(sqlite3 db)
    {
        var complete = Run(db, SQLITE_CHECKPOINT_PASSIVE, out var logged);
        if (logged > RestartAbove)
        {
            // Under steady load a passive checkpoint never catches up with the writer; it now finds little left to do.
            var mode = _file.WalBytes > TruncateAbove ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_RESTART;
            _writer.Between(() => complete = Run(db, mode));
        }
        return complete;
    }

    private bool Run(sqlite3 db, int mode) => Run(db, mode, out _);

    private bool Run(sqlite3 db, int mode, out long logged)
    {
        var started = _time.GetTimestamp();
        var code = sqlite3_wal_checkpoint_v2(db, null, mode, out var frames, out var copied);
        logged = Math.Max(0, frames) * (long)FrameBytes;
        _metrics.Checkpointed(_time.GetElapsedTime(started), mode switch
        {
            SQLITE_CHECKPOINT_PASSIVE => "passive",
            SQLITE_CHECKPOINT_RESTART => "restart",
            _ => "truncate",
        });
        // A reader or a writer in the way is no failure.
        if ((code & 0xff) is SQLITE_BUSY or SQLITE_LOCKED)
            return false;
        SqliteErrors.Check(db, code);
        return frames == copied;
    }

    private sqlite3? Recover(sqlite3? db, Exception error)
    {
        // Nothing was begun: it could not be opened beside a writer that leaves no gap. The next tick tries again.
        if (db is null && error is SqliteException { SqliteErrorCode: SQLITE_BUSY })
            return null;
        LogFailed(_log, error);
        if (error is SqliteException sqlite && SqliteErrors.IsFsync(sqlite.SqliteExtendedErrorCode))
            Environment.FailFast("The store's disk could not make the database durable; ending rather than dropping the log.", error);
        if (db is not null)
            sqlite3_close_v2(db);
        return null;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A checkpoint failed; the write-ahead log grows until one succeeds")]
    private static partial void LogFailed(ILogger log, Exception error);
}
