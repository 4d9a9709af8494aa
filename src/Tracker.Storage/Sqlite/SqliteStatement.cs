using System.Buffers;
using System.Globalization;
using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>A prepared statement of the writer's connection, bound and stepped without ADO.NET between.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private const uint Persistent = 1;

    private readonly sqlite3 _db;
    private readonly sqlite3_stmt _statement;
    // SQLite numbers named parameters by their first appearance; $2 may be its first.
    private readonly int[] _position;

    public SqliteStatement(sqlite3 db, string sql)
    {
        _db = db;
        SqliteErrors.Check(db, sqlite3_prepare_v3(db, sql, Persistent, out _statement, out var rest));
        if (!string.IsNullOrWhiteSpace(rest))
        {
            Dispose();
            throw new ArgumentException($"One statement at a time; after the first comes: {rest.Trim()}", nameof(sql));
        }
        IsReadOnly = sqlite3_stmt_readonly(_statement) != 0;
        _position = Positions();
    }

    public sqlite3_stmt Raw => _statement;

    public bool IsReadOnly { get; }

    public void Bind(ReadOnlySpan<SqlValue> values)
    {
        if (values.Length != _position.Length)
            throw new ArgumentException($"The statement has {_position.Length} parameters, not {values.Length}.", nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            var code = Bind(_position[i], in values[i]);
            if (code != SQLITE_OK)
                throw SqliteErrors.Of(_db, code);
        }
    }

    /// <summary>Whether there is a row.</summary>
    public bool Step()
    {
        var code = sqlite3_step(_statement);
        return code switch
        {
            SQLITE_ROW => true,
            SQLITE_DONE => false,
            _ => throw SqliteErrors.Of(_db, code),
        };
    }

    /// <summary>Steps a statement without rows or parameters and makes it ready again; for the transaction's own.</summary>
    public int TryRun()
    {
        var code = sqlite3_step(_statement);
        sqlite3_reset(_statement);
        return code == SQLITE_DONE ? SQLITE_OK : code;
    }

    public void Run()
    {
        var code = TryRun();
        if (code != SQLITE_OK)
            throw SqliteErrors.Of(_db, code);
    }

    // Its code repeats what the last step reported.
    public void Reset() => sqlite3_reset(_statement);

    public void Dispose() => sqlite3_finalize(_statement);

    private int[] Positions()
    {
        var count = sqlite3_bind_parameter_count(_statement);
        var positions = new int[count];
        for (var i = 1; i <= count; i++)
        {
            var name = sqlite3_bind_parameter_name(_statement, i).utf8_to_string();
            if (name is not ['$', .. var number] || !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || n < 1 || n > count)
            {
                Dispose();
                throw new ArgumentException($"Parameters are $1 to ${count} without gaps, not {name ?? "?"}.");
            }
            positions[n - 1] = i;
        }
        return positions;
    }

    private int Bind(int position, in SqlValue value)
    {
        switch (value.Type)
        {
            case SqlValue.Kind.Null:
                return sqlite3_bind_null(_statement, position);
            case SqlValue.Kind.Integer or SqlValue.Kind.Boolean:
                return sqlite3_bind_int64(_statement, position, value.Integer);
            case SqlValue.Kind.Real:
                return sqlite3_bind_double(_statement, position, value.Real);
            case SqlValue.Kind.Text:
                return BindText(position, value.Text);
            case SqlValue.Kind.Bytes:
                return value.Bytes.Length == 0 ? sqlite3_bind_zeroblob(_statement, position, 0) : sqlite3_bind_blob(_statement, position, value.Bytes);
            default:
                Span<byte> uuid = stackalloc byte[16];
                value.Uuid.TryWriteBytes(uuid, bigEndian: true, out _);
                return sqlite3_bind_blob(_statement, position, uuid);
        }
    }

    private int BindText(int position, string text)
    {
        // An empty span has no address, and text at no address is NULL to SQLite.
        if (text.Length == 0)
            return sqlite3_bind_text(_statement, position, "");
        const int onStack = 512;
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        var rented = size > onStack ? ArrayPool<byte>.Shared.Rent(size) : null;
        Span<byte> buffer = rented ?? stackalloc byte[onStack];
        var code = sqlite3_bind_text(_statement, position, buffer[..Encoding.UTF8.GetBytes(text, buffer)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return code;
    }
}
