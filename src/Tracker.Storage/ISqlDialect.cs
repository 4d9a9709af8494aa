namespace Tracker.Storage;

public enum SqlEngine
{
    Sqlite,
    Postgres,
}

/// <summary>Where SQLite and PostgreSQL differ in SQL that is otherwise shared.</summary>
public interface ISqlDialect
{
    SqlEngine Engine { get; }

    /// <summary>An expression: the database's own clock now, in unix microseconds.</summary>
    string Now { get; }

    /// <summary>Appended to a SELECT to lock its rows until the commit; empty where the one writer makes it needless.</summary>
    string ForUpdate { get; }

    /// <summary>The same, leaving out rows that another transaction has locked.</summary>
    string ForUpdateSkipLocked { get; }
}
