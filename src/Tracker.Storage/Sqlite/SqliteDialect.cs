namespace Tracker.Storage.Sqlite;

internal sealed class SqliteDialect : ISqlDialect
{
    public static readonly SqliteDialect Instance = new();

    public SqlEngine Engine => SqlEngine.Sqlite;

    // SQLite's clock counts whole milliseconds, so they are rounded out of the fraction of a day.
    public string Now => "(CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000)";

    public string ForUpdate => "";

    public string ForUpdateSkipLocked => "";
}
