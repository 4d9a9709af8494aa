using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Tracker.Storage.Postgres;

/// <summary>
/// Turns values into typed parameters. A NULL has no type of its own, and a statement prepared with one type for a
/// parameter is not used for another; so the type that a parameter had before is given to its NULLs.
/// </summary>
internal sealed class PostgresParameters
{
    private const int MaxStatements = 2000;

    private readonly ConcurrentDictionary<string, SqlValue.Kind[]> _kinds = new(StringComparer.Ordinal);

    /// <summary>Adds the values, and returns the text to send them with.</summary>
    public string Bind(NpgsqlParameterCollection parameters, string sql, ReadOnlySpan<SqlValue> values)
    {
        var kinds = Kinds(sql, values.Length);
        var guessed = true;
        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var value = ref values[i];
            if (value.Type != SqlValue.Kind.Null)
            {
                kinds[i] = value.Type;
                parameters.Add(Typed(value));
                continue;
            }
            var kind = kinds[i];
            guessed &= kind != SqlValue.Kind.Null;
            parameters.Add(kind == SqlValue.Kind.Null
                ? new NpgsqlParameter { Value = DBNull.Value }
                : new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = TypeOf(kind) });
        }
        // Prepared apart, so that it does not keep the text with known types from being prepared.
        return guessed ? sql : sql + "\n--";
    }

    private SqlValue.Kind[] Kinds(string sql, int count)
    {
        if (_kinds.TryGetValue(sql, out var kinds) && kinds.Length == count)
            return kinds;
        if (_kinds.Count >= MaxStatements)
            _kinds.Clear();
        return _kinds[sql] = new SqlValue.Kind[count];
    }

    private static NpgsqlParameter Typed(in SqlValue value) => value.Type switch
    {
        SqlValue.Kind.Integer => new NpgsqlParameter<long> { TypedValue = value.Integer },
        SqlValue.Kind.Boolean => new NpgsqlParameter<bool> { TypedValue = value.Integer != 0 },
        SqlValue.Kind.Real => new NpgsqlParameter<double> { TypedValue = value.Real },
        SqlValue.Kind.Text => new NpgsqlParameter<string> { TypedValue = value.Text },
        SqlValue.Kind.Bytes => new NpgsqlParameter<byte[]> { TypedValue = value.Bytes },
        _ => new NpgsqlParameter<Guid> { TypedValue = value.Uuid },
    };

    private static NpgsqlDbType TypeOf(SqlValue.Kind kind) => kind switch
    {
        SqlValue.Kind.Integer => NpgsqlDbType.Bigint,
        SqlValue.Kind.Boolean => NpgsqlDbType.Boolean,
        SqlValue.Kind.Real => NpgsqlDbType.Double,
        SqlValue.Kind.Text => NpgsqlDbType.Text,
        SqlValue.Kind.Bytes => NpgsqlDbType.Bytea,
        _ => NpgsqlDbType.Uuid,
    };
}
