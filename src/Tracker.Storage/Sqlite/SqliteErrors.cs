using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>What SQLite's result codes mean to the caller of a write.</summary>
internal static class SqliteErrors
{
    private const int IoErrorFsync = SQLITE_IOERR | (4 << 8);
    private const int IoErrorDirectoryFsync = SQLITE_IOERR | (5 << 8);

    /// <summary>
    /// The kernel may have dropped the pages it could not write and report success next time: nothing this process
    /// says about durability can be trusted any more.
    /// </summary>
    public static bool IsFsync(int code) => code is IoErrorFsync or IoErrorDirectoryFsync;

    public static SqliteException Of(sqlite3 db, int code) => new(
        $"SQLite error {code}: {sqlite3_errmsg(db).utf8_to_string()}", code & 0xff, code);

    public static void Check(sqlite3 db, int code)
    {
        if (code != SQLITE_OK)
            throw Of(db, code);
    }

    /// <summary>The same error in the store's terms when the store, not the statement, is at fault.</summary>
    public static Exception Translate(SqliteException error) => Explain(error) is { } why ? new StorageUnavailableException(why, inner: error) : error;

    public static string? Explain(SqliteException error) => error.SqliteErrorCode switch
    {
        SQLITE_FULL => "The store's disk is full. What was acknowledged is kept; writing resumes by itself when there is room.",
        SQLITE_BUSY or SQLITE_LOCKED => "Another program holds the store's file locked.",
        SQLITE_NOMEM => "There is no memory left for the store.",
        SQLITE_READONLY => "The store's file cannot be written.",
        SQLITE_IOERR or SQLITE_CANTOPEN => $"The store's file cannot be read or written ({error.Message}).",
        SQLITE_CORRUPT or SQLITE_NOTADB => $"The store's file is damaged ({error.Message}).",
        _ => null,
    };

    /// <summary>A short name for the failure counter.</summary>
    public static string Kind(Exception error) => error switch
    {
        StorageUnavailableException { InnerException: SqliteException e } => KindOf(e),
        StorageUnavailableException => "unavailable",
        SqliteException e => KindOf(e),
        OperationCanceledException => "cancelled",
        _ => "work",
    };

    private static string KindOf(SqliteException e) => e.SqliteErrorCode switch
    {
        SQLITE_FULL => "full",
        SQLITE_BUSY or SQLITE_LOCKED => "busy",
        SQLITE_IOERR or SQLITE_CANTOPEN or SQLITE_READONLY => "io",
        SQLITE_CONSTRAINT => "constraint",
        _ => "sql",
    };
}
