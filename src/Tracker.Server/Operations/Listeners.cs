using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tracker.Server.Operations;

/// <summary>The doors of the server.</summary>
public enum Listener
{
    /// <summary>Pages, REST, pings.</summary>
    Http,
    Grpc,
    Metrics,
}

/// <summary>Endpoint metadata: the one listener it answers on. Without it, an endpoint answers on <see cref="Listener.Http"/>.</summary>
public sealed record ListenerRequirement(Listener Listener)
{
    public static ListenerRequirement Grpc { get; } = new(Listener.Grpc);

    public static ListenerRequirement Metrics { get; } = new(Listener.Metrics);
}

/// <summary>Opens the listeners and keeps each endpoint to its own.</summary>
public static class Listeners
{
    public static void Listen(this KestrelServerOptions kestrel, ServerSettings settings)
    {
        kestrel.AddServerHeader = false;
        // Streams that idle for hours are normal for watchers.
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestBodySize = 16 << 20;
        kestrel.Limits.MaxConcurrentConnections = 10_000;
        kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
        Open(kestrel, settings, settings.HttpPort, Listener.Http, HttpProtocols.Http1);
        Open(kestrel, settings, settings.GrpcPort, Listener.Grpc, HttpProtocols.Http2);
        Open(kestrel, settings, settings.MetricsPort, Listener.Metrics, HttpProtocols.Http1);
    }

    /// <summary>Which listener a request came in by.</summary>
    public static Listener ListenerOf(this HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(Listener), out var listener) == true ? (Listener)listener! : Listener.Http;

    /// <summary>After routing: an endpoint of another listener does not exist here.</summary>
    public static IApplicationBuilder UseListenerRequirements(this IApplicationBuilder app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint() is { } endpoint)
        {
            var at = endpoint.Metadata.GetMetadata<ListenerRequirement>()?.Listener ?? Listener.Http;
            if (at != http.ListenerOf()) http.SetEndpoint(null);
        }

        return next(http);
    });

    private static void Open(KestrelServerOptions kestrel, ServerSettings settings, int port, Listener listener, HttpProtocols protocols) =>
        kestrel.Listen(settings.Bind, port, options =>
        {
            options.Protocols = protocols;
            options.Use(next => connection =>
            {
                connection.Items[typeof(Listener)] = listener;
                return next(connection);
            });
        });
}
