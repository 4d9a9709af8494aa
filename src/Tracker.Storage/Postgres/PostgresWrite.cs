using System.Data;
using System.Data.Common;
using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>One attempt at a write in a transaction of its own.</summary>
internal sealed class PostgresWrite(NpgsqlConnection connection, NpgsqlTransaction transaction, PostgresParameters parameters) : IWrite
{
    private const string Change = "INSERT INTO change (topic, key) VALUES ($1, $2)";

    // Not a session's lock: that would outlive the write on its pooled connection.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    private const string LockShared = "SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 0))";

    private bool _closed;
    private Exception? _failure;

    public ISqlDialect Sql => PostgresDialect.Instance;

    /// <summary>Whether something was appended to the change feed.</summary>
    public bool Changed { get; private set; }

    public List<Action>? Then { get; private set; }

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => ExecuteAsync(Command(sql, values));

    public ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(Command(sql, values), read);

    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
        QueryAsync(Command(sql, values), read);

    public async ValueTask LockAsync(string name, bool shared = false) => await ExecuteAsync(shared ? LockShared : Lock, name);

    public async ValueTask ChangedAsync(string topic, string key)
    {
        await ExecuteAsync(Change, topic, key);
        Changed = true;
    }

    public void OnCommitted(Action then)
    {
        RefuseMisuse();
        (Then ??= []).Add(then);
    }

    /// <summary>
    /// Ends the write. A statement that failed fails it, also when the work caught the exception: PostgreSQL would
    /// answer the COMMIT of such a transaction with a silent ROLLBACK.
    /// </summary>
    public void Close()
    {
        _closed = true;
        if (_failure is not null)
            throw _failure;
    }

    private NpgsqlCommand Command(string sql, ReadOnlySpan<SqlValue> values)
    {
        RefuseMisuse();
        SqlRules.Check(sql);
        var command = new NpgsqlCommand(null, connection, transaction);
        parameters.Bind(command, sql, values);
        return command;
    }

    private async ValueTask<int> ExecuteAsync(NpgsqlCommand command)
    {
        try
        {
            await using (command)
                return Math.Max(0, await command.ExecuteNonQueryAsync());
        }
        catch (DbException e)
        {
            _failure = e;
            throw;
        }
    }

    private async ValueTask<T?> FirstAsync<T>(NpgsqlCommand command, Func<DbDataReader, T> read)
    {
        try
        {
            await using (command)
            {
                await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleResult);
                return await row.ReadAsync() ? read(row) : default;
            }
        }
        catch (DbException e)
        {
            _failure = e;
            throw;
        }
    }

    private async ValueTask<List<T>> QueryAsync<T>(NpgsqlCommand command, Func<DbDataReader, T> read)
    {
        try
        {
            await using (command)
            {
                await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleResult);
                var rows = new List<T>();
                while (await row.ReadAsync())
                    rows.Add(read(row));
                return rows;
            }
        }
        catch (DbException e)
        {
            _failure = e;
            throw;
        }
    }

    private void RefuseMisuse()
    {
        if (_closed)
            throw new InvalidOperationException("The write is over: it must not be kept.");
        if (_failure is not null)
            throw new InvalidOperationException("A statement of this write failed, which ends it.", _failure);
    }
}
