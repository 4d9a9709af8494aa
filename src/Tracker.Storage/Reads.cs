using System.Data.Common;
using System.Globalization;

namespace Tracker.Storage;

/// <summary>Reading outside a write, with the same SQL, values and row readers as inside one.</summary>
public static class Reads
{
    public static async Task<List<T>> QueryAsync<T>(
        this IDatabase database, string sql, Func<DbDataReader, T> read, SqlValue[] values, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct).ConfigureAwait(false);
        return await connection.QueryAsync(sql, read, values, ct).ConfigureAwait(false);
    }

    public static async Task<T?> FirstAsync<T>(
        this IDatabase database, string sql, Func<DbDataReader, T> read, SqlValue[] values, CancellationToken ct)
    {
        await using var connection = await database.OpenReadAsync(ct).ConfigureAwait(false);
        return await connection.FirstAsync(sql, read, values, ct).ConfigureAwait(false);
    }

    public static async Task<List<T>> QueryAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, SqlValue[] values, CancellationToken ct)
    {
        await using var command = connection.Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        var result = new List<T>();
        while (await rows.ReadAsync(ct).ConfigureAwait(false)) result.Add(read(rows));
        return result;
    }

    public static async Task<T?> FirstAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, SqlValue[] values, CancellationToken ct)
    {
        await using var command = connection.Command(sql, values);
        await using var rows = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        return await rows.ReadAsync(ct).ConfigureAwait(false) ? read(rows) : default;
    }

    private static DbCommand Command(this DbConnection connection, string sql, SqlValue[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        var named = connection is not Npgsql.NpgsqlConnection;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            // Npgsql takes $1 by position, from parameters that have no name.
            if (named) parameter.ParameterName = "$" + (i + 1).ToString(CultureInfo.InvariantCulture);
            parameter.Value = ValueOf(values[i], named);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static object ValueOf(in SqlValue value, bool sqlite) => value.Type switch
    {
        SqlValue.Kind.Integer => value.Integer,
        SqlValue.Kind.Boolean => value.Integer != 0,
        SqlValue.Kind.Real => value.Real,
        SqlValue.Kind.Text => value.Text,
        SqlValue.Kind.Bytes => value.Bytes,
        SqlValue.Kind.Uuid => sqlite ? value.Uuid.ToByteArray(bigEndian: true) : value.Uuid,
        _ => DBNull.Value,
    };
}
