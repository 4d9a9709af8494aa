using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>The writer's connection with the statements prepared on it.</summary>
internal sealed class SqliteWriterConnection : IDisposable
{
    private const int MaxStatements = 512;

    private readonly sqlite3 _db;
    private readonly Dictionary<string, SqliteStatement> _byText = new(StringComparer.Ordinal);
    // Nearly every statement is a constant: finding it by its address spares hashing a long text for every row.
    private readonly Dictionary<string, SqliteStatement> _byReference = new(ReferenceEqualityComparer.Instance);

    public SqliteWriterConnection(SqliteFile file)
    {
        _db = file.OpenWriter();
        Begin = new SqliteStatement(_db, "BEGIN IMMEDIATE");
        Commit = new SqliteStatement(_db, "COMMIT");
        Rollback = new SqliteStatement(_db, "ROLLBACK");
        Savepoint = new SqliteStatement(_db, "SAVEPOINT work");
        Release = new SqliteStatement(_db, "RELEASE work");
        RollbackTo = new SqliteStatement(_db, "ROLLBACK TO work");
    }

    public SqliteStatement Begin { get; }

    public SqliteStatement Commit { get; }

    public SqliteStatement Rollback { get; }

    public SqliteStatement Savepoint { get; }

    public SqliteStatement Release { get; }

    public SqliteStatement RollbackTo { get; }

    /// <summary>No transaction is open: after a failed statement it tells that SQLite rolled the whole of it back.</summary>
    public bool InAutocommit => sqlite3_get_autocommit(_db) != 0;

    public int Changes => sqlite3_changes(_db);

    public SqliteException Error(int code) => SqliteErrors.Of(_db, code);

    public SqliteStatement Statement(string sql)
    {
        if (_byReference.TryGetValue(sql, out var statement))
            return statement;
        if (_byText.TryGetValue(sql, out statement))
            return statement;
        SqlRules.Check(sql);
        if (_byText.Count >= MaxStatements)
            Forget();
        statement = new SqliteStatement(_db, sql);
        _byText.Add(sql, statement);
        // Later strings of the same text are not entered: they were put together anew and will not come again.
        _byReference.Add(sql, statement);
        return statement;
    }

    public void Dispose()
    {
        Forget();
        foreach (var statement in (SqliteStatement[])[Begin, Commit, Rollback, Savepoint, Release, RollbackTo])
            statement.Dispose();
        sqlite3_close_v2(_db);
    }

    private void Forget()
    {
        foreach (var statement in _byText.Values)
            statement.Dispose();
        _byText.Clear();
        _byReference.Clear();
    }
}
