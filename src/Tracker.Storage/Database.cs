using System.Reflection;
using Microsoft.Extensions.Logging;
using Tracker.Storage.Postgres;
using Tracker.Storage.Sqlite;

namespace Tracker.Storage;

/// <summary>Opens the store that the options name and brings its schema up to date.</summary>
public static class Database
{
    /// <param name="migrationAssemblies">Whose embedded <c>Migrations/</c> are applied, beside the store's own.</param>
    /// <exception cref="StorageStartException">The settings are wrong, another server has the file, or the schema is not one this version knows.</exception>
    public static async Task<IDatabase> OpenAsync(
        StorageOptions options,
        IReadOnlyList<Assembly> migrationAssemblies,
        TimeProvider time,
        ILoggerFactory loggers,
        CancellationToken ct = default)
    {
        DapperTypes.Register();
        Assembly[] assemblies = [.. migrationAssemblies.Prepend(typeof(Database).Assembly).Distinct()];
        return options.DatabaseUrl is { Length: > 0 } url
            ? await PostgresDatabase.OpenAsync(options, PostgresUrl.Parse(url), assemblies, time, loggers, ct)
            : await SqliteDatabase.OpenAsync(options, assemblies, time, loggers, ct);
    }
}

/// <summary>The store cannot be opened as it is configured; the message says what to change.</summary>
public sealed class StorageStartException(string message, Exception? inner = null) : Exception(message, inner);
