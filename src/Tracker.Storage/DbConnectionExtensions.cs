using System.Data;
using System.Data.Common;
using Npgsql;

namespace Tracker.Storage;

/// <summary>Reading with the same SQL, parameters (<c>$1</c>, …) and row readers as <see cref="IWrite"/>.</summary>
public static class DbConnectionExtensions
{
    /// <summary>The first row, or default when there is none.</summary>
    public static Task<T?> FirstAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken ct, params ReadOnlySpan<SqlValue> values) =>
        FirstAsync(connection.Command(sql, values), read, ct);

    /// <summary>Every row.</summary>
    public static Task<List<T>> QueryAsync<T>(
        this DbConnection connection, string sql, Func<DbDataReader, T> read, CancellationToken ct, params ReadOnlySpan<SqlValue> values) =>
        QueryAsync(connection.Command(sql, values), read, ct);

    internal static DbCommand Command(this DbConnection connection, string sql, ReadOnlySpan<SqlValue> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
        {
            var parameter = command.CreateParameter();
            // Npgsql takes $1 by position and SQLite by name.
            if (parameter is not NpgsqlParameter)
                parameter.ParameterName = $"${i + 1}";
            Set(parameter, values[i]);
            command.Parameters.Add(parameter);
        }
        return command;
    }

    internal static async Task<int> ExecuteAsync(this DbCommand command, CancellationToken ct)
    {
        await using (command)
            return await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<T?> FirstAsync<T>(DbCommand command, Func<DbDataReader, T> read, CancellationToken ct)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, ct);
            return await row.ReadAsync(ct) ? read(row) : default;
        }
    }

    private static async Task<List<T>> QueryAsync<T>(DbCommand command, Func<DbDataReader, T> read, CancellationToken ct)
    {
        await using (command)
        {
            await using var row = await command.ExecuteReaderAsync(ct);
            var rows = new List<T>();
            while (await row.ReadAsync(ct))
                rows.Add(read(row));
            return rows;
        }
    }

    private static void Set(DbParameter parameter, in SqlValue value) => parameter.Value = value.Type switch
    {
        SqlValue.Kind.Null => DBNull.Value,
        SqlValue.Kind.Integer => value.Integer,
        SqlValue.Kind.Boolean => value.Integer != 0,
        SqlValue.Kind.Real => value.Real,
        SqlValue.Kind.Text => value.Text,
        SqlValue.Kind.Bytes => value.Bytes,
        _ when parameter is NpgsqlParameter => value.Uuid,
        _ => value.Uuid.ToByteArray(bigEndian: true),
    };
}
