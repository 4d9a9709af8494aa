using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>What PostgreSQL's errors mean to the caller of a write.</summary>
internal static class PostgresErrors
{
    /// <summary>The transaction lost against another and is run again.</summary>
    public static bool IsConflict(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };

    /// <summary>The same error in the store's terms when the store, not the statement, is at fault.</summary>
    public static Exception Translate(Exception error, bool committing)
    {
        var why = error switch
        {
            PostgresException answer => Explain(answer),
            NpgsqlException or IOException or TimeoutException or ObjectDisposedException => $"The connection to PostgreSQL failed ({error.Message}).",
            _ => null,
        };
        if (why is null)
            return error;
        return committing
            ? new StorageUnavailableException($"{why} Whether this write was stored is unknown: send it again with the same idempotency key.", true, error)
            : new StorageUnavailableException(why, inner: error);
    }

    /// <summary>A short name for the failure counter.</summary>
    public static string Kind(Exception error) => error switch
    {
        StorageUnavailableException { OutcomeUnknown: true } => "unknown",
        StorageUnavailableException { InnerException: PostgresException { SqlState: PostgresErrorCodes.DiskFull } } => "full",
        StorageUnavailableException => "unavailable",
        PostgresException e when e.SqlState.StartsWith("23", StringComparison.Ordinal) => "constraint",
        PostgresException => "sql",
        OperationCanceledException => "cancelled",
        _ => "work",
    };

    private static string? Explain(PostgresException error) => error.SqlState[..2] switch
    {
        _ when error.SqlState == PostgresErrorCodes.DiskFull => "PostgreSQL's disk is full. What was acknowledged is kept; writing resumes by itself when there is room.",
        _ when error.SqlState == PostgresErrorCodes.QueryCanceled => "PostgreSQL ended a statement that took too long.",
        _ when error.SqlState == PostgresErrorCodes.ReadOnlySqlTransaction => "PostgreSQL takes no writes: DATABASE_URL points at a standby.",
        // Connection, resources, operator intervention, system error, internal error.
        "08" or "53" or "57" or "58" or "XX" => $"PostgreSQL cannot serve ({error.MessageText}).",
        "25" when error.SqlState == "25P03" => "PostgreSQL ended a transaction that stood idle for too long.",
        _ => null,
    };
}
