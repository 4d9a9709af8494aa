using System.Collections;
using System.Data.Common;
using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Tracker.Storage.Sqlite;

/// <summary>The row a write's statement stands on, for the same row readers that the ADO.NET providers serve.</summary>
internal sealed class SqliteRow : DbDataReader
{
    private sqlite3_stmt _statement = null!;

    public SqliteRow On(SqliteStatement statement)
    {
        _statement = statement.Raw;
        return this;
    }

    public override int FieldCount => sqlite3_column_count(_statement);

    public override bool HasRows => true;

    public override bool IsClosed => false;

    public override int Depth => 0;

    public override int RecordsAffected => -1;

    public override object this[int ordinal] => GetValue(ordinal);

    public override object this[string name] => GetValue(GetOrdinal(name));

    public override bool IsDBNull(int ordinal) => sqlite3_column_type(_statement, ordinal) == SQLITE_NULL;

    public override long GetInt64(int ordinal)
    {
        var value = sqlite3_column_int64(_statement, ordinal);
        // NULL reads as 0 as well.
        if (value == 0)
            RefuseNull(ordinal);
        return value;
    }

    public override int GetInt32(int ordinal) => checked((int)GetInt64(ordinal));

    public override short GetInt16(int ordinal) => checked((short)GetInt64(ordinal));

    public override byte GetByte(int ordinal) => checked((byte)GetInt64(ordinal));

    public override bool GetBoolean(int ordinal) => GetInt64(ordinal) != 0;

    public override double GetDouble(int ordinal)
    {
        RefuseNull(ordinal);
        return sqlite3_column_double(_statement, ordinal);
    }

    public override float GetFloat(int ordinal) => (float)GetDouble(ordinal);

    public override string GetString(int ordinal)
    {
        // The bytes of TEXT as they are: sparing the search for the terminator that a C string needs.
        var bytes = sqlite3_column_blob(_statement, ordinal);
        if (bytes.IsEmpty)
            RefuseNull(ordinal);
        return Encoding.UTF8.GetString(bytes);
    }

    public override Guid GetGuid(int ordinal) => new(Bytes(ordinal), bigEndian: true);

    public override object GetValue(int ordinal) => sqlite3_column_type(_statement, ordinal) switch
    {
        SQLITE_NULL => DBNull.Value,
        SQLITE_INTEGER => sqlite3_column_int64(_statement, ordinal),
        SQLITE_FLOAT => sqlite3_column_double(_statement, ordinal),
        SQLITE_TEXT => GetString(ordinal),
        _ => Bytes(ordinal),
    };

    public override T GetFieldValue<T>(int ordinal) => default(T) switch
    {
        int => (T)(object)GetInt32(ordinal),
        short => (T)(object)GetInt16(ordinal),
        bool => (T)(object)GetBoolean(ordinal),
        Guid => (T)(object)GetGuid(ordinal),
        _ => (T)GetValue(ordinal),
    };

    public override int GetValues(object[] values)
    {
        var count = Math.Min(values.Length, FieldCount);
        for (var i = 0; i < count; i++)
            values[i] = GetValue(i);
        return count;
    }

    public override string GetName(int ordinal) => sqlite3_column_name(_statement, ordinal).utf8_to_string();

    public override int GetOrdinal(string name)
    {
        for (var i = 0; i < FieldCount; i++)
        {
            if (string.Equals(GetName(i), name, StringComparison.OrdinalIgnoreCase))
                return i;
        }
        throw new ArgumentOutOfRangeException(nameof(name), name, "No such column.");
    }

    public override Type GetFieldType(int ordinal) => GetValue(ordinal).GetType();

    public override string GetDataTypeName(int ordinal) => GetFieldType(ordinal).Name;

    // The write steps its statement itself; a row reader has no business moving on.
    public override bool Read() => throw NotARowsBusiness();

    public override bool NextResult() => throw NotARowsBusiness();

    public override IEnumerator GetEnumerator() => throw NotARowsBusiness();

    public override long GetBytes(int ordinal, long dataOffset, byte[]? buffer, int bufferOffset, int length) => throw NotARowsBusiness();

    public override long GetChars(int ordinal, long dataOffset, char[]? buffer, int bufferOffset, int length) => throw NotARowsBusiness();

    public override char GetChar(int ordinal) => throw NotARowsBusiness();

    public override DateTime GetDateTime(int ordinal) => throw NotARowsBusiness();

    public override decimal GetDecimal(int ordinal) => throw NotARowsBusiness();

    private byte[] Bytes(int ordinal)
    {
        var bytes = sqlite3_column_blob(_statement, ordinal);
        if (bytes.IsEmpty)
            RefuseNull(ordinal);
        return bytes.ToArray();
    }

    private void RefuseNull(int ordinal)
    {
        if (IsDBNull(ordinal))
            throw new InvalidCastException($"Column {GetName(ordinal)} is NULL.");
    }

    private static NotSupportedException NotARowsBusiness() =>
        new("A row reader reads columns of the current row: integers, reals, booleans, text, bytes and UUIDs.");
}
