using System.Data.Common;

namespace Tracker.Storage;

/// <summary>One read on a connection of its own, with the same SQL, values and row readers as inside a write.</summary>
public static class Reads
{
    /// <summary>Every row.</summary>
    public static async Task<List<T>> QueryAsync<T>(
        this IDatabase database, string sql, Func<DbDataReader, T> read, CancellationToken ct, params SqlValue[] values)
    {
        await using var connection = await database.OpenReadAsync(ct).ConfigureAwait(false);
        return await connection.QueryAsync(sql, read, ct, values).ConfigureAwait(false);
    }

    /// <summary>The first row, or default when there is none.</summary>
    public static async Task<T?> FirstAsync<T>(
        this IDatabase database, string sql, Func<DbDataReader, T> read, CancellationToken ct, params SqlValue[] values)
    {
        await using var connection = await database.OpenReadAsync(ct).ConfigureAwait(false);
        return await connection.FirstAsync(sql, read, ct, values).ConfigureAwait(false);
    }
}
