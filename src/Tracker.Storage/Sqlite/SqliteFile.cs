using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>The database file, what must be said at every opening of it, and the lock that keeps a second server out.</summary>
internal sealed class SqliteFile : IDisposable
{
    private const int PageSize = 4096;

    private readonly FileStream? _lock;

    private SqliteFile(string path, FileStream? @lock)
    {
        Path = path;
        _lock = @lock;
    }

    public string Path { get; }

    public long WalBytes => new FileInfo(Path + "-wal") is { Exists: true } wal ? wal.Length : 0;

    /// <param name="directory">The folder of the store.</param>
    /// <param name="beside">Whether a server may have it at the same time; then it must exist already.</param>
    public static SqliteFile Take(string directory, bool beside)
    {
        Batteries_V2.Init();
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, "tracker.db"));
        if (beside) return File.Exists(path) ? new(path, null) : throw new StorageStartException($"There is no store in {System.IO.Path.GetFullPath(directory)}.");
        try
        {
            Directory.CreateDirectory(directory);
            // The kernel drops the lock with the process, however that ends, so a leftover file locks nobody out.
            return new SqliteFile(path, new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path + ".lock"))
        {
            throw new StorageStartException(
                $"{path} is in use by another server. Stop that one, set DATA_DIR to a folder of this server's own, " +
                "or set DATABASE_URL to a PostgreSQL that both may share.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"DATA_DIR: {System.IO.Path.GetFullPath(directory)} cannot be used: {e.Message}", e);
        }
    }

    /// <summary>The writer's or the checkpointer's own connection, used by one thread at a time.</summary>
    public sqlite3 OpenWriter()
    {
        var code = sqlite3_open_v2(Path, out var db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, null);
        try
        {
            SqliteErrors.Check(db, code);
            sqlite3_extended_result_codes(db, 1);
            // auto_vacuum holds only when said before the first page is written, which journal_mode does.
            Execute(db, $"""
                PRAGMA busy_timeout = 5000;
                PRAGMA page_size = {PageSize};
                PRAGMA auto_vacuum = INCREMENTAL;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA foreign_keys = ON;
                PRAGMA wal_autocheckpoint = 0;
                PRAGMA cache_size = -65536;
                PRAGMA temp_store = MEMORY;
                """);
            return db;
        }
        catch
        {
            sqlite3_close_v2(db);
            throw;
        }
    }

    /// <summary>A connection that cannot write, for the read pool.</summary>
    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, "PRAGMA busy_timeout = 5000; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;");

    /// <summary>For migrations, before the writer starts.</summary>
    public SqliteConnection OpenForMigration() => Open(SqliteOpenMode.ReadWrite, "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");

    public static void Execute(sqlite3 db, string sql) => SqliteErrors.Check(db, sqlite3_exec(db, sql));

    public void Dispose() => _lock?.Dispose();

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path, Mode = mode, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = pragmas;
            command.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
