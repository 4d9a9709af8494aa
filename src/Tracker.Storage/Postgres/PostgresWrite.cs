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

    private const int MostSent = 32;

    // What goes with the next statement or with the commit, and how many of them answer with a row that nobody reads.
    private readonly List<NpgsqlBatchCommand> _sent = [];
    private int _answers;
    private bool _closed;
    private Exception? _failure;

    public ISqlDialect Sql => PostgresDialect.Instance;

    /// <summary>Whether something was appended to the change feed.</summary>
    public bool Changed { get; private set; }

    public List<Action>? Then { get; private set; }

    public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) => ExecuteAsync(Command(sql, values));

    public ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
        ReadAsync(Command(sql, values), async rows => await rows.ReadAsync() ? read(rows) : default);

    public ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
        ReadAsync(Command(sql, values), async rows =>
        {
            var list = new List<T>();
            while (await rows.ReadAsync())
                list.Add(read(rows));
            return list;
        });

    public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values) => SendAsync(Command(sql, values));

    public ValueTask LockAsync(string name, bool shared = false)
    {
        var command = Command(shared ? LockShared : Lock, [name]);
        _answers++;
        return SendAsync(command);
    }

    public ValueTask ChangedAsync(string topic, string key)
    {
        Changed = true;
        return SendAsync(Change, topic, key);
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

    /// <summary>With what was sent and still waits, so that the last statements and the commit are one round trip.</summary>
    public async Task CommitAsync()
    {
        if (_sent.Count == 0)
        {
            await transaction.CommitAsync();
            return;
        }
        await using var batch = Batch(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync();
    }

    private NpgsqlBatchCommand Command(string sql, ReadOnlySpan<SqlValue> values)
    {
        RefuseMisuse();
        SqlRules.Check(sql);
        var command = new NpgsqlBatchCommand();
        command.CommandText = parameters.Bind(command.Parameters, sql, values);
        return command;
    }

    private async ValueTask SendAsync(NpgsqlBatchCommand command)
    {
        if (_sent.Count == MostSent - 1)
            await ExecuteAsync(command);
        else
            _sent.Add(command);
    }

    private async ValueTask<int> ExecuteAsync(NpgsqlBatchCommand command)
    {
        try
        {
            await using var batch = Batch(command);
            await batch.ExecuteNonQueryAsync();
            return Math.Max(0, command.RecordsAffected);
        }
        catch (DbException e)
        {
            _failure = e;
            throw;
        }
    }

    private async ValueTask<T> ReadAsync<T>(NpgsqlBatchCommand command, Func<NpgsqlDataReader, ValueTask<T>> read)
    {
        try
        {
            var skipped = _answers;
            await using var batch = Batch(command);
            await using var rows = await batch.ExecuteReaderAsync();
            while (skipped-- > 0)
                await rows.NextResultAsync();
            return await read(rows);
        }
        catch (DbException e)
        {
            _failure = e;
            throw;
        }
    }

    private NpgsqlBatch Batch(NpgsqlBatchCommand last)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        foreach (var command in _sent)
            batch.BatchCommands.Add(command);
        batch.BatchCommands.Add(last);
        _sent.Clear();
        _answers = 0;
        return batch;
    }

    private void RefuseMisuse()
    {
        if (_closed)
            throw new InvalidOperationException("The write is over: it must not be kept.");
        if (_failure is not null)
            throw new InvalidOperationException("A statement of this write failed, which ends it.", _failure);
    }
}
