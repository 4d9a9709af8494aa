using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracker.BrowserTests.Kit;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Live;
using Tracker.Storage;

[assembly: AssemblyFixture(typeof(KitHost))]

namespace Tracker.BrowserTests.Kit;

/// <summary>The page shell alone, with a page that shows every component in every state: the components' test.</summary>
public sealed class KitHost : IAsyncLifetime
{
    private WebApplication? _app;
    private int _port;

    public ScriptedChanges Changes { get; } = new();
    public KitData Data { get; } = new();
    public Uri Address => new($"http://127.0.0.1:{_port}/");
    public IReadOnlyList<Endpoint> Endpoints => _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints;
    public LiveHub Live => _app!.Services.GetRequiredService<LiveHub>();

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>Starts, again at the same port, so that a page which was open finds it.</summary>
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        var services = builder.Services;
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddSingleton<IChangeFeed>(Changes);
        services.AddSingleton(Data);
        services.AddSingleton(new LiveOptions { Interval = TimeSpan.FromMilliseconds(100), Heartbeat = TimeSpan.FromSeconds(2) });
        services.AddSingleton(new NavItem("Observe", 1, "/_kit", "Components", Icons.List, 'c'));
        services.AddSingleton(new NavItem("Observe", 2, "/_kit/form", "Form", "M4 5h16v14H4zM8 10h8M8 14h5", 'f'));
        services.AddSingleton(new NavItem("Observe", 3, "/_kit/live", "Live region", "M3 12h4l3 8 4-16 3 8h4", 'l'));
        services.AddSingleton(new NavItem("Observe", 4, "/_kit/chart", "Chart", "M3 6h9M7 12h13M5 18h8", 'h'));
        services.AddSingleton(new NavItem("Operate", 1, "/_kit/empty", "Empty page", "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9"));
        services.AddSingleton(new SearchBox("/_kit", "q", "Search events, services, hosts…"));
        services.AddSingleton(new TopBarItem(1, typeof(KitUser)));
        services.AddWeb();
        services.AddHostedService<ChangeFollower>();
        _app = builder.Build();
        _app.UseWeb();
        _app.MapWeb().AddAdditionalAssemblies(typeof(KitHost).Assembly);
        _app.MapPost("/_kit/delete", (HttpContext http, Flash flash, [Microsoft.AspNetCore.Mvc.FromForm] string reason) =>
        {
            flash.Set(http, FlashKind.Notice, $"Deleted, because {reason}");
            return Results.LocalRedirect("/_kit");
        });
        _app.MapGet("/_kit/bad", () => Results.Content(HarnessTests.BadPage, "text/html"));
        _app.MapGet("/_kit/forbidden", () => Results.StatusCode(StatusCodes.Status403Forbidden));
        _app.MapGet("/api/broken", string () => throw new InvalidOperationException("a program's call"));
        await _app.StartAsync();
        _port = new Uri(_app.Urls.Single()).Port;
    }

    public async Task StopAsync()
    {
        if (_app is null) return;
        await _app.StopAsync();
        await _app.DisposeAsync();
        _app = null;
    }
}

/// <summary>What the live region shows.</summary>
public sealed class KitData
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Whether the live page refuses to be shown.</summary>
    public bool Refuse { get; set; }

    public int Add() => Interlocked.Increment(ref _count);
}
