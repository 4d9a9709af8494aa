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
    private readonly List<SqliteCommand> _commands = [];
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

    protected override DbCommand CreateDbCommand()
    {
        var command = Connection.CreateCommand();
        _commands.Add(command);
        return command;
    }

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
                GiveBack(lent);
        }
        base.Dispose(disposing);
    }

    // A row or a transaction left open would pin its snapshot in the pool for ever.
    private void GiveBack(SqliteConnection lent)
    {
        foreach (var command in _commands)
            command.Dispose();
        pool.Return(this, lent, clean: !_interrupted && sqlite3_get_autocommit(lent.Handle) != 0);
    }
}
