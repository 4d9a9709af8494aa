using System.Text.Json;

namespace Tracker.Storage;

/// <summary>A column of rows that are given as one parameter: INTEGER or TEXT.</summary>
public readonly record struct JsonColumn(string Name, bool IsText = false)
{
    public static implicit operator JsonColumn(string name) => new(name);
}

/// <summary>
/// Many rows as one parameter, a JSON array of arrays: one statement of constant text then does for all of them what took
/// a round trip each.
/// </summary>
public static class JsonRows
{
    /// <summary>What stands after FROM: the rows in the parameter, in their order, as a table of that name.</summary>
    public static string From(ISqlDialect sql, string parameter, string name, params JsonColumn[] columns)
    {
        var isSqlite = sql.Engine == SqlEngine.Sqlite;
        var read = string.Join(", ", columns.Select((c, i) => isSqlite
            ? $"json_extract(value, '$[{i}]') AS {c.Name}"
            : $"CAST(value->>{i} AS {(c.IsText ? "TEXT" : "BIGINT")}) AS {c.Name}"));
        return isSqlite
            ? $"(SELECT {read} FROM json_each({parameter})) AS {name}"
            : $"(SELECT {read} FROM jsonb_array_elements(CAST({parameter} AS JSONB))) AS {name}";
    }

    /// <param name="rows">Numbers, texts and nulls, in the order of the columns.</param>
    public static string Write(IEnumerable<object?[]> rows) => JsonSerializer.Serialize(rows);
}
