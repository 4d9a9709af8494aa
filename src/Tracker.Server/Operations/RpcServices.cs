using Google.Protobuf.Reflection;
using Tracker.Protocol.Health;
using Tracker.Rpc;
using Tracker.Storage;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Tracker.Server.Operations;

/// <summary>Serves a module's service over gRPC and REST from its one list of methods.</summary>
public static class RpcServices
{
    public static void AddRpc(this IServiceCollection services)
    {
        services.AddSingleton(new RpcOptions { MapException = StorageFailure });
        services.AddSingleton<ServedMethods>();
        services.AddSingleton<HealthService>();
        services.AddSingleton(s => new ReflectionService(
            [.. s.GetRequiredService<ServedMethods>().Services, HealthService.Descriptor, ReflectionService.Descriptor]));
    }

    public static void MapRpcService<TService>(this WebApplication app, ServiceDescriptor service)
        where TService : class
    {
        var options = app.Services.GetRequiredService<RpcOptions>();
        var methods = RpcMethod.Bind<TService>(service).ToList();
        app.MapGrpc(methods, options).WithMetadata(ListenerRequirement.Grpc);
        app.MapRest(methods, options);
        app.Services.GetRequiredService<ServedMethods>().Add(methods);
    }

    /// <summary>Health and reflection tell of every service that was mapped.</summary>
    public static void MapRpcInfrastructure(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<RpcOptions>();
        var health = app.Services.GetRequiredService<HealthService>();
        foreach (var service in app.Services.GetRequiredService<ServedMethods>().Services)
        {
            health.Set(service.FullName, HealthCheckResponse.Types.ServingStatus.Serving);
        }

        app.MapGrpc(HealthService.Methods, options).WithMetadata(ListenerRequirement.Grpc);
        app.MapGrpc(ReflectionService.Methods, options).WithMetadata(ListenerRequirement.Grpc);
    }

    private static RpcException? StorageFailure(Exception e) => e switch
    {
        StorageUnavailableException unavailable => new(RpcCode.Unavailable, unavailable.Message, e),
        _ => null,
    };
}

/// <summary>The methods that are served, for those who describe them.</summary>
public sealed class ServedMethods
{
    private readonly List<RpcMethod> _methods = [];

    public IReadOnlyList<RpcMethod> All => _methods;

    public IEnumerable<ServiceDescriptor> Services => _methods.Select(m => m.Descriptor.Service).Distinct();

    public void Add(IEnumerable<RpcMethod> methods) => _methods.AddRange(methods);
}
