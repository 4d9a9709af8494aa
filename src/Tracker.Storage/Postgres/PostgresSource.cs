using Microsoft.Extensions.Logging;
using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>A pool of connections set up for one purpose.</summary>
internal static class PostgresSource
{
    public static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder server, int connections, bool readOnly, ILoggerFactory loggers)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.ConnectionString)
        {
            MaxPoolSize = connections,
            Timeout = 10,
            CommandTimeout = 30,
            KeepAlive = 30,
            MaxAutoPrepare = 200,
            AutoPrepareMinUsages = 2,
            Enlist = false,
            // Nothing here changes a session, and resetting one would undo what is set below.
            NoResetOnClose = true,
        };
        settings.ApplicationName ??= "tracker";
        // A replica that vanished must not hold its locks, nor the change feed's readers back.
        var session = "SET idle_in_transaction_session_timeout = '10s'" + (readOnly ? "; SET default_transaction_read_only = on; SET statement_timeout = '30s'" : "");
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.UseLoggerFactory(loggers);
        builder.UsePhysicalConnectionInitializer(
            connection => Run(connection, session),
            connection => RunAsync(connection, session));
        return builder.Build();
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
