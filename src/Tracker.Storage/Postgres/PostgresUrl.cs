using System.Globalization;
using Npgsql;

namespace Tracker.Storage.Postgres;

/// <summary>DATABASE_URL as libpq writes it: <c>postgres://user:password@host:port/database?sslmode=require</c>.</summary>
internal static class PostgresUrl
{
    private const string Shape = "DATABASE_URL must be postgres://user:password@host:port/database?sslmode=…";

    public static NpgsqlConnectionStringBuilder Parse(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("postgres" or "postgresql"))
            throw new StorageStartException($"{Shape}; without it the embedded SQLite store in DATA_DIR is used.");
        var database = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        if (uri.Host.Length == 0 || database.Length == 0)
            throw new StorageStartException($"{Shape}; the host or the database is missing.");

        var settings = new NpgsqlConnectionStringBuilder { Host = uri.DnsSafeHost, Database = database };
        if (uri.Port > 0)
            settings.Port = uri.Port;
        var user = uri.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            settings.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            settings.Password = Uri.UnescapeDataString(user[1]);
        foreach (var pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = pair.Split('=', 2) is [var n, var v] ? (n, Uri.UnescapeDataString(v)) : (pair, "");
            Apply(settings, name, value);
        }
        return settings;
    }

    private static void Apply(NpgsqlConnectionStringBuilder settings, string name, string value)
    {
        switch (name)
        {
            case "sslmode":
                settings.SslMode = value switch
                {
                    "disable" => SslMode.Disable,
                    "allow" => SslMode.Allow,
                    "prefer" => SslMode.Prefer,
                    "require" => SslMode.Require,
                    "verify-ca" => SslMode.VerifyCA,
                    "verify-full" => SslMode.VerifyFull,
                    _ => throw new StorageStartException(
                        $"DATABASE_URL: sslmode may be disable, allow, prefer, require, verify-ca or verify-full, not \"{value}\"."),
                };
                break;
            case "sslrootcert":
                settings.RootCertificate = value;
                break;
            case "application_name":
                settings.ApplicationName = value;
                break;
            case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 60:
                settings.Timeout = seconds;
                break;
            case "connect_timeout":
                throw new StorageStartException($"DATABASE_URL: connect_timeout may be 1 to 60 seconds, not \"{value}\".");
            default:
                throw new StorageStartException(
                    $"DATABASE_URL: unknown parameter \"{name}\"; sslmode, sslrootcert, application_name and connect_timeout are allowed.");
        }
    }
}
