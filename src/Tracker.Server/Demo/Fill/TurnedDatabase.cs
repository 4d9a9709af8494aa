using System.Data.Common;
using Tracker.Storage;

namespace Tracker.Server.Demo.Fill;

/// <summary>
/// The store, with writes for which it is the fill's time: what says the database's clock in a statement becomes a parameter.
/// So locks and leases of the past month begin and end in it. Reads go by the real clock.
/// </summary>
internal sealed class TurnedDatabase(IDatabase store, TimeProvider clock) : IDatabase
{
    private readonly Dictionary<string, string?> _texts = [];
    private readonly Lock _gate = new();

    public ISqlDialect Sql => store.Sql;

    public IChangeFeed Changes => store.Changes;

    public ValueTask<DbConnection> OpenReadAsync(CancellationToken ct) => store.OpenReadAsync(ct);

    public Task<T> WriteAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, CancellationToken ct) =>
        store.WriteAsync(isolation, write => work(new TurnedWrite(this, write)), ct);

    public Task<T> MaintainAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> chunk, CancellationToken ct) =>
        store.MaintainAsync(isolation, write => chunk(new TurnedWrite(this, write)), ct);

    // It is its owner who closes it.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The statement with the time as its next parameter; null when it does not ask for the time.</summary>
    private string? Turned(string sql, int parameters)
    {
        lock (_gate)
        {
            if (!_texts.TryGetValue(sql, out var turned))
                _texts[sql] = turned = sql.Contains(Sql.Now, StringComparison.Ordinal) ? sql.Replace(Sql.Now, $"CAST(${parameters + 1} AS BIGINT)", StringComparison.Ordinal) : null;
            return turned;
        }
    }

    private SqlValue Now() => Instant.ToMicroseconds(clock.GetUtcNow());

    private sealed class TurnedWrite(TurnedDatabase database, IWrite write) : IWrite
    {
        public ISqlDialect Sql => write.Sql;

        public ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values) =>
            database.Turned(sql, values.Length) is { } turned ? write.ExecuteAsync(turned, [.. values, database.Now()]) : write.ExecuteAsync(sql, values);

        public ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
            database.Turned(sql, values.Length) is { } turned ? write.FirstAsync(turned, read, [.. values, database.Now()]) : write.FirstAsync(sql, read, values);

        public ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values) =>
            database.Turned(sql, values.Length) is { } turned ? write.QueryAsync(turned, read, [.. values, database.Now()]) : write.QueryAsync(sql, read, values);

        public ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values) =>
            database.Turned(sql, values.Length) is { } turned ? write.SendAsync(turned, [.. values, database.Now()]) : write.SendAsync(sql, values);

        public ValueTask LockAsync(string name, bool shared) => write.LockAsync(name, shared);

        public ValueTask ChangedAsync(string topic, string key) => write.ChangedAsync(topic, key);

        public void OnCommitted(Action then) => write.OnCommitted(then);
    }
}
