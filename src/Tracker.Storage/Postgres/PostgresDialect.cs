namespace Tracker.Storage.Postgres;

internal sealed class PostgresDialect : ISqlDialect
{
    public static readonly PostgresDialect Instance = new();

    public SqlEngine Engine => SqlEngine.Postgres;

    // Not now(): that is when the transaction began, which may be before a lock it waited for was given up.
    public string Now => "((extract(epoch FROM clock_timestamp()) * 1000000)::bigint)";

    // Not FOR UPDATE: rows that refer to this one may be added meanwhile.
    public string ForUpdate => "FOR NO KEY UPDATE";

    public string ForUpdateSkipLocked => "FOR UPDATE SKIP LOCKED";
}
