using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracker.Rpc.Grpc;

namespace Tracker.Rpc;

public static class GrpcRoutes
{
    /// <summary>
    /// Maps POST /package.Service/Method for every method. The endpoints carry <see cref="RpcMethod"/>,
    /// <see cref="RpcEndpoint"/> and <see cref="ScopeRequirement"/> as metadata, and answer HTTP/2 only.
    /// </summary>
    public static IEndpointConventionBuilder MapGrpc(this IEndpointRouteBuilder endpoints, IEnumerable<RpcMethod> methods, RpcOptions options)
    {
        var group = endpoints.MapGroup("");
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Tracker.Rpc");
        var stopping = StreamShutdown.Token(endpoints.ServiceProvider, options);
        foreach (var method in methods)
        {
            var endpoint = new GrpcEndpoint(method, options, logger, stopping);
            group.MapPost($"/{method.ServiceName}/{method.Descriptor.Name}", (RequestDelegate)endpoint.ServeAsync)
                .WithMetadata(method, new RpcEndpoint(method, RpcTransport.Grpc), new ScopeRequirement(method.Scope))
                .WithDisplayName($"gRPC {method.FullName}")
                .ExcludeFromDescription();
        }
        return group;
    }

    /// <summary>
    /// Answers UNIMPLEMENTED to gRPC calls that no endpoint took. A middleware, not a fallback endpoint: that one would match
    /// every path and turn the 405 of other routes into 404. Place it behind routing and before the endpoints.
    /// </summary>
    public static IApplicationBuilder MapRpcFallback(this IApplicationBuilder app) => app.Use(static (http, next) =>
        http.GetEndpoint()?.Metadata.GetMetadata<RpcEndpoint>() is null
        && HttpProtocol.IsHttp2(http.Request.Protocol) && GrpcHeaders.IsGrpc(http.Request.ContentType)
            ? RpcError.WriteAsync(http, RpcCode.Unimplemented, $"Unknown method {http.Request.Path}.")
            : next(http));
}
