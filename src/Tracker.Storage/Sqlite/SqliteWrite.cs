using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Tracker.Storage.Sqlite;

/// <summary>One write in progress on the writer's thread.</summary>
internal sealed class SqliteWrite(SqliteWriterConnection connection, SqliteRow row, TimeProvider time) : IWrite
{
    private const string Change = "INSERT INTO change (topic, key, at) VALUES ($1, $2, $3)";

    private readonly int _thread = Environment.CurrentManagedThreadId;
    private bool _closed;
    private bool _stepping;
    private Exception? _failure;

    public ISqlDialect Sql => SqliteDialect.Instance;

    /// <summary>Whether something was appended to the change feed.</summary>
    public bool Changed { get; private set; }

    public List<Action>? Then { get; private set; }

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => ValueTask.FromResult(Execute(sql, values));

    public ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Start(sql, values);
        try
        {
            if (!statement.Step())
                return ValueTask.FromResult(default(T));
            T? first = read(row.On(statement));
            // INSERT … RETURNING checks its foreign keys when it ends.
            while (!statement.IsReadOnly && statement.Step())
            {
            }
            return ValueTask.FromResult<T?>(first);
        }
        catch (SqliteException e)
        {
            throw Fail(e);
        }
        finally
        {
            End(statement);
        }
    }

    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values)
    {
        var statement = Start(sql, values);
        try
        {
            var rows = new List<T>();
            while (statement.Step())
                rows.Add(read(row.On(statement)));
            return ValueTask.FromResult(rows);
        }
        catch (SqliteException e)
        {
            throw Fail(e);
        }
        finally
        {
            End(statement);
        }
    }

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values)
    {
        Execute(sql, values);
        return ValueTask.CompletedTask;
    }

    // There is one writer.
    public ValueTask LockAsync(string name, bool shared = false) => ValueTask.CompletedTask;

    public async ValueTask ChangedAsync(string topic, string key)
    {
        await ExecuteAsync(Change, topic, key, time.GetUtcNow());
        Changed = true;
    }

    public void OnCommitted(Action then)
    {
        RefuseMisuse();
        (Then ??= []).Add(then);
    }

    /// <summary>Ends the write; a statement that failed fails it, also when the work caught the exception.</summary>
    public void Close()
    {
        _closed = true;
        if (_failure is not null)
            throw _failure;
    }

    private int Execute(string sql, ReadOnlySpan<SqlValue> values)
    {
        var statement = Start(sql, values);
        try
        {
            while (statement.Step())
            {
            }
            return statement.IsReadOnly ? 0 : connection.Changes;
        }
        catch (SqliteException e)
        {
            throw Fail(e);
        }
        finally
        {
            End(statement);
        }
    }

    private SqliteStatement Start(string sql, ReadOnlySpan<SqlValue> values)
    {
        RefuseMisuse();
        try
        {
            var statement = connection.Statement(sql);
            statement.Bind(values);
            _stepping = true;
            return statement;
        }
        catch (SqliteException e)
        {
            throw Fail(e);
        }
    }

    private void End(SqliteStatement statement)
    {
        statement.Reset();
        _stepping = false;
    }

    private Exception Fail(SqliteException error)
    {
        _failure = SqliteErrors.Translate(error);
        return _failure;
    }

    private void RefuseMisuse()
    {
        if (_closed || Environment.CurrentManagedThreadId != _thread)
            throw new InvalidOperationException("The write is over: its work must await nothing but its own statements, and not be kept.");
        if (_stepping)
            throw new InvalidOperationException("A row reader may not run statements: read every row first.");
        // After a failure PostgreSQL refuses every further statement, so here it is the same; on a batch that SQLite
        // rolled back, the next one would even commit by itself.
        if (_failure is not null)
            throw new InvalidOperationException("A statement of this write failed, which ends it.", _failure);
    }
}
