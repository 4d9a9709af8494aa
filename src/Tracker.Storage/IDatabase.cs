using System.Data.Common;

namespace Tracker.Storage;

/// <summary>
/// The store, on either engine, behind one write contract. Instants are unix microseconds, UUIDs 16 bytes,
/// SQL parameters <c>$1</c>, <c>$2</c>, … in both engines.
/// </summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>The few places where the two engines' SQL differs.</summary>
    ISqlDialect Sql { get; }

    /// <summary>What was committed, in an order that never skips a row.</summary>
    IChangeFeed Changes { get; }

    /// <summary>
    /// Opens a pooled connection for reading. Dispose it soon: on SQLite a long read keeps the log from being folded
    /// into the database, so what runs on a reader older than 5 s is interrupted (long exports open one for each page).
    /// Throws inside <see cref="WriteAsync{T}"/>.
    /// </summary>
    ValueTask<DbConnection> OpenReadAsync(CancellationToken ct = default);

    /// <summary>
    /// Runs <paramref name="work"/> in a serializable transaction and returns its result once that is durable.
    /// The work may run twice and must have no effect outside its statements: metrics, wake-ups and hints belong in
    /// <see cref="IWrite.OnCommitted"/>. The token cancels until the commit begins: then nothing of it is stored.
    /// </summary>
    /// <exception cref="StorageUnavailableException">The store cannot take it now (disk full, connection lost, queue full).</exception>
    /// <exception cref="InvalidOperationException">
    /// Called inside another write; or, on SQLite, the work awaited something other than its own statements.
    /// </exception>
    Task<T> WriteAsync<T>(Func<IWrite, ValueTask<T>> work, CancellationToken ct = default) => WriteAsync(Isolation.Serializable, work, ct);

    /// <summary>The same for work that excludes others itself: see <see cref="Isolation.RowLocks"/>.</summary>
    Task<T> WriteAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> work, CancellationToken ct = default);

    /// <summary>The same in the low-priority lane: one chunk of retention, indexing or another long job, which gives way to requests.</summary>
    Task<T> MaintainAsync<T>(Func<IWrite, ValueTask<T>> chunk, CancellationToken ct = default) => MaintainAsync(Isolation.Serializable, chunk, ct);

    /// <summary>The same for a chunk that excludes others itself.</summary>
    Task<T> MaintainAsync<T>(Isolation isolation, Func<IWrite, ValueTask<T>> chunk, CancellationToken ct = default);
}

/// <summary>How writes at the same time are kept apart on PostgreSQL. On SQLite one write runs after the other in any case.</summary>
public enum Isolation
{
    /// <summary>As if they ran one after the other; what loses against another runs again.</summary>
    Serializable,

    /// <summary>
    /// Each statement sees what is committed when it begins, and waits for rows that another write has changed. For work that
    /// names what it must have to itself: by <see cref="IWrite.LockAsync"/>, <see cref="ISqlDialect.ForUpdate"/>, or a
    /// unique index and <c>ON CONFLICT</c>. Where many want the same, they queue instead of running in vain.
    /// </summary>
    RowLocks,
}

/// <summary>
/// One write in progress. Statements are prepared once per connection and looked up by their text, so keep it constant
/// (see <see cref="SqlText"/>). A statement that fails ends the write, also when the work catches the exception: an
/// expected conflict is <c>ON CONFLICT … RETURNING</c>, not an error. Where a parameter's type cannot be told from its
/// place, CAST it.
/// </summary>
public interface IWrite
{
    ISqlDialect Sql { get; }

    /// <summary>Runs a statement and returns the number of rows it changed.</summary>
    ValueTask<int> ExecuteAsync(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>The first row, or default when there is none.</summary>
    ValueTask<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values);

    /// <summary>Every row.</summary>
    ValueTask<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Runs a statement that answers with no rows, and whose outcome the work does not need. On PostgreSQL it goes with the next statement, or with the
    /// commit, and costs no round trip of its own.
    /// </summary>
    ValueTask SendAsync(string sql, params ReadOnlySpan<SqlValue> values);

    /// <summary>
    /// Waits until no other write has this name, and has it until the commit; many may share it. What is read afterwards
    /// under <see cref="Isolation.RowLocks"/> is what the last one left. Take several in one order everywhere.
    /// </summary>
    ValueTask LockAsync(string name, bool shared = false);

    /// <summary>Appends to the change feed: something of this topic and key changed. It is seen once the write is committed.</summary>
    ValueTask ChangedAsync(string topic, string key);

    /// <summary>Runs after the commit, on no particular thread, and never when the write fails.</summary>
    void OnCommitted(Action then);
}

/// <summary>The store cannot take a write now.</summary>
/// <param name="outcomeUnknown">Whether the write may have been stored nevertheless: send it again with the same idempotency key.</param>
public sealed class StorageUnavailableException(string message, bool outcomeUnknown = false, Exception? inner = null)
    : Exception(message, inner)
{
    public bool OutcomeUnknown => outcomeUnknown;
}
