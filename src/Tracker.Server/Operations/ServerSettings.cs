using System.Net;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>The settings of the server as a whole; modules add their own to <see cref="TrackerServer"/>'s list.</summary>
public sealed record ServerSettings
{
    private static readonly Setting<int> HttpPortSetting = Setting.Port("HTTP_PORT", 8080, "pages and REST");
    private static readonly Setting<int> GrpcPortSetting = Setting.Port("GRPC_PORT", 8765, "gRPC");
    private static readonly Setting<int> MetricsPortSetting = Setting.Port("METRICS_PORT", 8081, "metrics for Prometheus");
    private static readonly Setting<string?> BindSetting = Setting.Text(
        "TRACKER_BIND", "the address to listen on", "an IP address: 127.0.0.1 (default), 0.0.0.0 for everywhere", t => IPAddress.TryParse(t, out _));
    private static readonly Setting<string?> DataDirSetting = Setting.Text("DATA_DIR", "the folder of the embedded store", "a folder");
    private static readonly Setting<string?> DatabaseUrlSetting = Setting.Text(
        "DATABASE_URL", "a PostgreSQL database in place of the embedded store", "postgres://user:password@host:port/database",
        t => Uri.TryCreate(t, UriKind.Absolute, out var uri) && uri.Scheme is "postgres" or "postgresql", secret: true);
    private static readonly Setting<int> DatabaseConnectionsSetting = Setting.Number(
        "DATABASE_MAX_CONNECTIONS", 50, 4, 1000, "connections to PostgreSQL, at most");
    private static readonly Setting<string> LogLevelSetting = Setting.Choice(
        "LOG_LEVEL", "info", ["trace", "debug", "info", "warn", "warning", "error"], "the least level that is logged");
    private static readonly Setting<bool> SingleReplicaSetting = Setting.Switch(
        "TRACKER_SINGLE_REPLICA", "in Kubernetes without DATABASE_URL: there is one replica only");
    private static readonly Setting<string?> MongoUriSetting = Setting.Text(
        "MONGO_URI", "not supported", "left out: MongoDB is not supported. Set DATABASE_URL to a PostgreSQL database (FerretDB itself runs on one)",
        _ => false, secret: true);
    private static readonly Setting<string?> KubernetesSetting = Setting.Text("KUBERNETES_SERVICE_HOST", "set by Kubernetes");

    public static IReadOnlyList<Setting> Known { get; } =
    [
        HttpPortSetting, GrpcPortSetting, MetricsPortSetting, BindSetting, DataDirSetting, DatabaseUrlSetting, DatabaseConnectionsSetting,
        LogLevelSetting, SingleReplicaSetting, MongoUriSetting, KubernetesSetting,
    ];

    public required int HttpPort { get; init; }

    public required int GrpcPort { get; init; }

    public required int MetricsPort { get; init; }

    public required IPAddress Bind { get; init; }

    public required LogLevel LogLevel { get; init; }

    public required StorageOptions Storage { get; init; }

    public static ServerSettings From(Settings settings)
    {
        var database = settings.Get(DatabaseUrlSetting);
        if (database is null && settings.IsSet(KubernetesSetting) && !settings.Get(SingleReplicaSetting))
        {
            // Three replicas on three private files would each hold locks that exclude nobody.
            throw new SettingsException(
            [
                "DATABASE_URL: in Kubernetes replicas must share one PostgreSQL database; set it, or set "
                + "TRACKER_SINGLE_REPLICA=true if there is, and will be, only one.",
            ]);
        }

        return new()
        {
            HttpPort = settings.Get(HttpPortSetting),
            GrpcPort = settings.Get(GrpcPortSetting),
            MetricsPort = settings.Get(MetricsPortSetting),
            Bind = IPAddress.Parse(settings.Get(BindSetting) ?? "127.0.0.1"),
            LogLevel = settings.Get(LogLevelSetting) switch
            {
                "trace" => LogLevel.Trace,
                "debug" => LogLevel.Debug,
                "warn" or "warning" => LogLevel.Warning,
                "error" => LogLevel.Error,
                _ => LogLevel.Information,
            },
            Storage = new StorageOptions
            {
                DataDirectory = Path.GetFullPath(settings.Get(DataDirSetting) ?? "data"),
                DatabaseUrl = database,
                MaxConnections = settings.Get(DatabaseConnectionsSetting),
            },
        };
    }
}
