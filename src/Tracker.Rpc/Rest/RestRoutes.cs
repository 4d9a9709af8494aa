using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracker.Protocol.Api;
using Tracker.Rpc.Rest;

namespace Tracker.Rpc;

public static class RestRoutes
{
    /// <summary>
    /// Maps the HTTP routes that the methods declare by (tracker.api.v1.http). The endpoints carry <see cref="RpcMethod"/>,
    /// <see cref="RpcEndpoint"/> and <see cref="ScopeRequirement"/> as metadata.
    /// </summary>
    public static IEndpointConventionBuilder MapRest(this IEndpointRouteBuilder endpoints, IEnumerable<RpcMethod> methods, RpcOptions options)
    {
        var group = endpoints.MapGroup("");
        var logger = endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger("Tracker.Rpc");
        var stopping = StreamShutdown.Token(endpoints.ServiceProvider, options);
        foreach (var method in methods)
        {
            foreach (var route in HttpRoute.Of(method))
            {
                if (method.Descriptor.IsClientStreaming)
                    throw new InvalidOperationException($"{method.FullName} streams from the client, which no HTTP route can carry.");
                var endpoint = new RestEndpoint(method, route, options, logger, stopping);
                var served = group.MapMethods(route.Pattern, [route.Verb], (RequestDelegate)endpoint.ServeAsync)
                    .WithMetadata(method, new RpcEndpoint(method, RpcTransport.Rest), new ScopeRequirement(method.Scope))
                    .WithDisplayName($"{route.Verb} {route.Template}")
                    .ExcludeFromDescription();
                if (route.Verb == "GET" && method.Scope >= Scope.Write)
                    served.WithMetadata(new ChangesByGet());
            }
        }
        return group;
    }
}
