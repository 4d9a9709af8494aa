using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Tracker.Rpc;
using Tracker.Server.Activity;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>What runs the server: listeners, logs, metrics, health, the store, API descriptions, housekeeping.</summary>
public static class OperationsModule
{
    public static void AddOperations(this WebApplicationBuilder builder, ServerSettings settings)
    {
        var services = builder.Services;
        services.AddSingleton(settings);
        services.AddSingleton<ServiceLabels>();
        services.AddSingleton<Metrics>();
        services.AddSingleton<DatagramAddress>();
        services.AddSingleton<Store>();
        services.AddSingleton(s => s.GetRequiredService<Store>().Database);
        services.AddSingleton(s => s.GetRequiredService<IDatabase>().Changes);
        services.AddHostedService<ChangeFollower>();
        services.AddSingleton<LeaseStore>();
        services.AddHostedService<Housekeeping>();
        services.AddSingleton<RetentionService>();
        services.AddHostedService<RetentionWorker>();
        services.AddSingleton(ActivityLog.Retention);
        services.AddSingleton(AuditLog.Retention);
        services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(8));

        builder.Logging.SetMinimumLevel(settings.LogLevel);
        builder.Logging.AddFilter("Microsoft.AspNetCore", Max(settings.LogLevel, LogLevel.Warning));
        builder.Logging.AddFilter("Microsoft.Hosting", Max(settings.LogLevel, LogLevel.Warning));
        // It warns that keys are stored in clear; the store it is given seals them.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Logging.AddFilter("System.Net", Max(settings.LogLevel, LogLevel.Warning));
        builder.Logging.AddConsole(o => o.FormatterName = JsonLogFormatter.FormatterName)
            .AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();

        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(settings));
        services.AddRouting();
        services.AddProblemDetails();
        // A body that cannot be read is answered with the reason, by Web's ApiErrors.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.AllowTrailingCommas = true;
            o.SerializerOptions.ReadCommentHandling = JsonCommentHandling.Skip;
        });
        services.AddRpc();
        services.AddApiDocs();
    }

    /// <summary>Between access control and the endpoints.</summary>
    public static void UseOperations(this WebApplication app)
    {
        app.MapRpcFallback();
        app.UseSwagger();
    }

    public static void MapOperations(this WebApplication app)
    {
        // Built now: a meter is listened to from the start or its first counts are lost.
        app.Services.GetRequiredService<Metrics>();
        Metrics.Map(app);
        Health.Map(app);
        RetentionApi.Map(app);
        app.MapApiDocs();
        app.MapRpcInfrastructure();
        app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() => Announce(app));
    }

    private static LogLevel Max(LogLevel a, LogLevel b) => a > b ? a : b;

    /// <summary>Where to look: in the log, on a terminal in plain words, and in a file for scripts.</summary>
    private static void Announce(WebApplication app)
    {
        var settings = app.Services.GetRequiredService<ServerSettings>();
        var addresses = Addresses.Of(app);
        app.Logger.LogInformation(
            "Tracker serves pages and REST at {Http}, gRPC at {Grpc}, metrics at {Metrics}/metrics", addresses.Http, addresses.Grpc, addresses.Metrics);
        addresses.Save(settings.Storage.DataDirectory);
        if (!Console.IsErrorRedirected) Console.Error.WriteLine(addresses.Banner());
    }
}
