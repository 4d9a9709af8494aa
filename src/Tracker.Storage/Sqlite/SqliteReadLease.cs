using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>A pooled connection lent out once; disposing it gives the connection back.</summary>
internal sealed class SqliteReadLease(SqliteReadPool pool, SqliteConnection connection, long openedAt) : DbConnection
{
    private readonly Lock _gate = new();
    private SqliteConnection? _connection = connection;
    private bool _interrupted;

    public long OpenedAt => openedAt;

    [AllowNull]
    public override string ConnectionString
    {
        get => Connection.ConnectionString;
        set => throw new NotSupportedException("The pool opens its connections.");
    }

    public override string Database => Connection.Database;

    public override string DataSource => Connection.DataSource;

    public override string ServerVersion => Connection.ServerVersion;

    public override ConnectionState State => _connection is null ? ConnectionState.Closed : ConnectionState.Open;

    private SqliteConnection Connection => _connection ?? throw new ObjectDisposedException(nameof(DbConnection), "The reader was given back.");

    /// <summary>Ends the statement that runs, if one does; whether it is the first time.</summary>
    public bool Interrupt()
    {
        lock (_gate)
        {
            if (_connection is null)
                return false;
            sqlite3_interrupt(_connection.Handle);
            var first = !_interrupted;
            _interrupted = true;
            return first;
        }
    }

    public override void Open()
    {
        // Dapper and its like open what is closed.
        _ = Connection;
    }

    public override void Close() => Dispose();

    public override void ChangeDatabase(string databaseName) => throw new NotSupportedException();

    protected override DbCommand CreateDbCommand() => Connection.CreateCommand();

    protected override DbTransaction BeginDbTransaction(IsolationLevel isolationLevel) => Connection.BeginTransaction(deferred: true);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            SqliteConnection? lent;
            lock (_gate)
            {
                lent = _connection;
                _connection = null;
            }
            if (lent is not null)
                pool.Return(this, lent, clean: !_interrupted && IsIdle(lent));
        }
        base.Dispose(disposing);
    }

    // A transaction or a row left open would pin its snapshot in the pool for ever.
    private static bool IsIdle(SqliteConnection connection)
    {
        if (sqlite3_get_autocommit(connection.Handle) == 0)
            return false;
        for (var s = sqlite3_next_stmt(connection.Handle, null); s is not null && !s.IsInvalid; s = sqlite3_next_stmt(connection.Handle, s))
        {
            if (sqlite3_stmt_busy(s) != 0)
                return false;
        }
        return true;
    }
}
