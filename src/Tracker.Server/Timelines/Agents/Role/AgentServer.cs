using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;
using Tracker.Server.Timelines.Udp;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Role;

/// <summary>
/// The server's program as an agent: takes messages on the machine where they are made, keeps them, and sees to it that they
/// get to a server, whatever becomes of either or of the way between them.
/// </summary>
internal static class AgentServer
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = await CreateAsync(args, TrackerServer.ProcessEnvironment(), CancellationToken.None);
            await app.StartAsync();
            var datagrams = app.Services.GetRequiredService<DatagramAddress>();
            var http = app.Urls.Single();
            new Addresses(http, "", "", datagrams).Save(app.Services.GetRequiredService<ServerSettings>().Storage.DataDirectory);
            var options = app.Services.GetRequiredService<AgentOptions>();
            await Console.Out.WriteLineAsync($"""

                  The agent is up.
                    Messages   {http}/api/contexts/…/events{(datagrams.Bound is { } udp ? $", udp {udp}" : "")}
                    Delivers   {(options.Server is { } server ? $"to {server}" : $"to the server that comes to {http}/outbox")}

                """);
            await app.WaitForShutdownAsync();
            return 0;
        }
        catch (SettingsException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (Exception e) when (e is StorageUnavailableException or StorageStartException or IOException)
        {
            await Console.Error.WriteLineAsync("The agent cannot start: " + e.Message);
            return 1;
        }
    }

    /// <summary>Put together, with its spool open.</summary>
    public static async Task<WebApplication> CreateAsync(string[] args, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var settings = Settings.Load(args, environment, Directory.GetCurrentDirectory(), AgentOptions.Known);
        var options = AgentOptions.From(settings);
        var server = ServerSettings.From(settings);
        // Its spool lies on its own machine: a database elsewhere could be out of reach, too.
        server = server with { Storage = server.Storage with { DatabaseUrl = null } };
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(server.LogLevel).AddFilter("Microsoft", LogLevel.Warning).AddFilter("System.Net", LogLevel.Warning);
        builder.Logging.AddConsole(o => o.FormatterName = JsonLogFormatter.FormatterName).AddConsoleFormatter<JsonLogFormatter, ConsoleFormatterOptions>();
        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = 1_000;
            kestrel.Listen(server.Bind, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var services = builder.Services;
        services.AddRouting();
        services.AddProblemDetails();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(server);
        services.AddSingleton(options);
        services.AddSingleton<Metrics>();
        services.AddSingleton<DatagramAddress>();
        services.AddSingleton<Store>();
        services.AddSingleton(s => s.GetRequiredService<Store>().Database);
        services.AddSingleton<Spool>();
        services.AddSingleton<IMessageWriter>(s => s.GetRequiredService<Spool>());
        services.AddSingleton<TimelineMetrics>();
        services.AddSingleton<TimelineIngest>();
        services.AddSingleton<PushWorker>();
        services.AddHostedService(s => s.GetRequiredService<PushWorker>());
        services.AddHostedService(s => s.GetRequiredService<TimelineIngest>());
        // After the ingest, so that it is stopped before it.
        services.AddSingleton(UdpOptions.From(settings) with { OwnAddress = options.Address });
        services.AddHostedService<UdpReceiver>();

        var app = builder.Build();
        try
        {
            await app.OpenStoreAsync(ct);
            await app.Services.GetRequiredService<Spool>().OpenAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.UseRouting();
        AgentHttp.Map(app);
        return app;
    }
}
