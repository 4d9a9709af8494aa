using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tracker.Bench.Denominators;

/// <summary>
/// What Tracker is compared to: servers that do the least which a server on the same framework can do for the same request.
/// Each runs as a process of its own.
/// </summary>
internal static class DenominatorServer
{
    /// <summary>Reads and writes the same JSON by System.Text.Json.</summary>
    public const string Echo = "echo";

    /// <summary>Reads the body and answers 200.</summary>
    public const string Raw = "raw";

    /// <summary>Reads an HTTP/2 body and answers with a framed message and trailers, as a unary gRPC call does.</summary>
    public const string H2Post = "h2post";

    public static async Task RunAsync(string kind)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
            listen.Protocols = kind == H2Post ? HttpProtocols.Http2 : HttpProtocols.Http1));
        var app = builder.Build();
        switch (kind)
        {
            case Echo:
                app.MapPost("/{**path}", (EchoEvent body) => body);
                break;
            case Raw:
                app.MapPost("/{**path}", RawAsync);
                break;
            case H2Post:
                app.MapPost("/{**path}", H2PostAsync);
                break;
            default:
                throw new ArgumentException($"There is no denominator {kind}; there are {Echo}, {Raw}, {H2Post}.", nameof(kind));
        }
        await app.StartAsync();
        // The one line that the bench waits for.
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        await app.WaitForShutdownAsync();
    }

    private static async Task RawAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status200OK;
    }

    private static async Task H2PostAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
