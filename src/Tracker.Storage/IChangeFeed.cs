namespace Tracker.Storage;

/// <summary>A place in the change feed; the default is its very beginning.</summary>
/// <param name="Transaction">The writing transaction's id on PostgreSQL, where sequence order is not commit order; 0 on SQLite.</param>
/// <param name="Sequence">The row's number.</param>
public readonly record struct ChangeCursor(long Transaction, long Sequence) : IComparable<ChangeCursor>
{
    public int CompareTo(ChangeCursor other) =>
        Transaction != other.Transaction ? Transaction.CompareTo(other.Transaction) : Sequence.CompareTo(other.Sequence);

    public static bool operator <(ChangeCursor a, ChangeCursor b) => a.CompareTo(b) < 0;
    public static bool operator >(ChangeCursor a, ChangeCursor b) => a.CompareTo(b) > 0;
    public static bool operator <=(ChangeCursor a, ChangeCursor b) => a.CompareTo(b) <= 0;
    public static bool operator >=(ChangeCursor a, ChangeCursor b) => a.CompareTo(b) >= 0;
}

/// <summary>Something of <paramref name="Topic"/> (a module's name) changed; <paramref name="Key"/> says what.</summary>
public readonly record struct Change(ChangeCursor At, string Topic, string Key);

/// <summary>Committed changes in an order in which a reader that remembers its cursor never misses one.</summary>
public interface IChangeFeed
{
    /// <summary>The newest place a reader may start from without seeing what is already there.</summary>
    Task<ChangeCursor> HeadAsync(CancellationToken ct = default);

    /// <summary>At most <paramref name="limit"/> changes after <paramref name="after"/>, in feed order. Rows whose elders may still commit are held back.</summary>
    Task<IReadOnlyList<Change>> ReadAsync(ChangeCursor after, int limit, CancellationToken ct = default);

    /// <summary>Grows with every hint that something was committed, here or on another replica. Taken before a reading, for the wait after it.</summary>
    long Version { get; }

    /// <summary>
    /// Returns when something may have been committed since the version was <paramref name="seen"/>, and in any case after
    /// <paramref name="atMost"/>. A hint: it may come late, early or for nothing.
    /// </summary>
    Task WaitAsync(long seen, TimeSpan atMost, CancellationToken ct = default);

    /// <summary>
    /// Deletes what is older than <paramref name="olderThan"/> and behind every cursor saved by <see cref="ChangeCursors"/>,
    /// in chunks of the low-priority lane. Returns how many.
    /// </summary>
    Task<int> PruneAsync(TimeSpan olderThan, CancellationToken ct = default);
}
