using System.Collections;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Demo;
using Tracker.Server.Events;
using Tracker.Server.Feeds;
using Tracker.Server.Insights;
using Tracker.Server.Locks;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Overview;
using Tracker.Server.Releases;
using Tracker.Server.Releases.Hooks;
using Tracker.Server.Releases.Sources;
using Tracker.Server.Runs;
using Tracker.Server.Search;
using Tracker.Server.Tasks;
using Tracker.Server.Tasks.Reports;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Udp;
using Tracker.Server.Web;
using Tracker.Storage;

namespace Tracker.Server;

/// <summary>The server, put together: one line for each module.</summary>
public static class TrackerServer
{
    /// <summary>Every setting there is.</summary>
    public static IReadOnlyList<Setting> KnownSettings { get; } =
        [.. ServerSettings.Known, .. AccessOptions.Known, ServiceLabels.Named, EnvironmentNames.Aliases, .. OutboundOptions.Known, .. NotificationOptions.Known,
            .. EventLocks.Known, .. LockOptions.Known, .. ReportOptions.Known, .. UdpOptions.Known, .. SourceOptions.Known, .. HookOptions.Known, .. DemoCommand.Known];

    /// <param name="args">Flags, such as <c>--http-port 0</c>.</param>
    /// <param name="environment">Environment variables; null means the process's own.</param>
    /// <param name="clock">The time, for tests that turn it.</param>
    /// <param name="besideServer">For a command that works on the store of a server that may be running.</param>
    /// <param name="change">Puts other services in the place of the usual ones.</param>
    /// <exception cref="SettingsException">A setting is not allowed.</exception>
    /// <exception cref="StorageUnavailableException">The store cannot be opened.</exception>
    public static async Task<WebApplication> CreateAsync(
        string[] args, IReadOnlyDictionary<string, string>? environment = null, TimeProvider? clock = null, bool besideServer = false,
        Action<IServiceCollection>? change = null, CancellationToken ct = default)
    {
        var settings = Settings.Load(args, environment ?? ProcessEnvironment(), Directory.GetCurrentDirectory(), KnownSettings);
        var server = ServerSettings.From(settings);
        server = server with { Storage = server.Storage with { BesideServer = besideServer } };
        var builder = WebApplication.CreateEmptyBuilder(new() { ContentRootPath = AppContext.BaseDirectory, ApplicationName = typeof(TrackerServer).Assembly.GetName().Name, WebRootPath = "wwwroot" });
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddOperations(server);
        builder.AddAccess(settings, server);
        builder.Services.AddOutbound(settings);
        builder.Services.AddSingleton<EnvironmentNames>();
        builder.AddNotifications(settings);
        builder.AddEvents();
        builder.AddLocks(settings);
        builder.AddCatalog();
        builder.AddTasks(settings);
        builder.AddTimelines(settings);
        builder.AddRuns();
        builder.AddReleases(settings);
        builder.AddActivity();
        builder.AddOverview();
        builder.AddSearch();
        builder.AddInsights();
        builder.AddFeeds();
        // The last to be told of a change: when a page fetches itself again, whoever remembers something has forgotten it.
        builder.Services.AddWeb();
        change?.Invoke(builder.Services);

        var app = builder.Build();
        try
        {
            await app.OpenStoreAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.UseForwarding();
        app.UseWeb();
        app.UseRouting();
        app.UseListenerRequirements();
        app.UseAccess();
        app.UseOperations();
        app.MapAccess();
        app.MapWeb();
        app.MapNotifications();
        app.MapEvents();
        app.MapLocks();
        app.MapCatalog();
        app.MapTasks();
        app.MapTimelines();
        app.MapRuns();
        app.MapReleases();
        app.MapActivity();
        app.MapOverview();
        app.MapSearch();
        app.MapInsights();
        app.MapFeeds();
        app.MapOperations();
        return app;
    }

    /// <summary>The settings of this process.</summary>
    public static Dictionary<string, string> ProcessEnvironment() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToDictionary(e => (string)e.Key, e => e.Value as string ?? "");
}
