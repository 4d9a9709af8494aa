using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracker.Rpc;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

/// <summary>The kitchen over gRPC and REST on free ports, with reflection and health, as the server does it.</summary>
public sealed class KitchenHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KitchenHost(WebApplication app, IReadOnlyList<RpcMethod> methods, RecordedLogs logs)
    {
        _app = app;
        Methods = methods;
        Logs = logs;
        var addresses = app.Urls.Select(url => new Uri(url)).ToList();
        (Grpc, Rest) = (addresses[0], addresses[1]);
    }

    public Uri Grpc { get; }

    public Uri Rest { get; }

    public IReadOnlyList<RpcMethod> Methods { get; }

    public RecordedLogs Logs { get; }

    public KitchenService Service => _app.Services.GetRequiredService<KitchenService>();

    public HealthService Health => _app.Services.GetRequiredService<HealthService>();

    public static async Task<KitchenHost> StartAsync(RpcOptions? options = null, int grpcPort = 0, int restPort = 0, Action<WebApplication>? configure = null)
    {
        options ??= new RpcOptions { MapException = e => e is TimeZoneNotFoundException ? new RpcException(RpcCode.Unavailable, e.Message) : null };
        var builder = WebApplication.CreateSlimBuilder();
        var logs = new RecordedLogs();
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, grpcPort, listen => listen.Protocols = HttpProtocols.Http2);
            kestrel.Listen(System.Net.IPAddress.Loopback, restPort, listen => listen.Protocols = HttpProtocols.Http1);
        });
        var kitchen = KitchenReflection.Descriptor.Services[0];
        builder.Services.AddSingleton<KitchenService>().AddSingleton<HealthService>()
            .AddSingleton(new ReflectionService([kitchen, HealthService.Descriptor, ReflectionService.Descriptor]));
        var app = builder.Build();
        IReadOnlyList<RpcMethod> methods = [.. RpcMethod.Bind<KitchenService>(kitchen), .. HealthService.Methods, .. ReflectionService.Methods];
        app.UseRouting();
        app.MapRpcFallback();
        configure?.Invoke(app);
        app.MapGrpc(methods, options);
        app.MapRest(methods, options);
        await app.StartAsync();
        return new KitchenHost(app, methods, logs);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
