using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tracker.Rpc.Grpc;

namespace Tracker.Rpc;

/// <summary>Answers a call that is refused, in the words of its transport.</summary>
public static class RpcError
{
    /// <summary>
    /// Writes gRPC trailers for gRPC calls, else google.rpc.Status as JSON with the code's HTTP status or
    /// <paramref name="httpStatus"/>. Once the response has started, its connection is cut instead.
    /// </summary>
    public static Task WriteAsync(HttpContext http, RpcCode code, string message, int? httpStatus = null)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (IsGrpc(http))
        {
            if (!http.Response.HasStarted)
                http.Response.ContentType = GrpcHeaders.ContentType;
            GrpcHeaders.Finish(http, code, message);
            return Task.CompletedTask;
        }
        return WriteJsonAsync(http, code, message, httpStatus);
    }

    /// <summary>The HTTP status that grpc-gateway gives a code.</summary>
    public static int HttpStatus(RpcCode code) => code switch
    {
        RpcCode.OK => 200,
        RpcCode.Cancelled => 499,
        RpcCode.InvalidArgument or RpcCode.FailedPrecondition or RpcCode.OutOfRange => 400,
        RpcCode.Unauthenticated => 401,
        RpcCode.PermissionDenied => 403,
        RpcCode.NotFound => 404,
        RpcCode.AlreadyExists or RpcCode.Aborted => 409,
        RpcCode.ResourceExhausted => 429,
        RpcCode.Unimplemented => 501,
        RpcCode.Unavailable => 503,
        RpcCode.DeadlineExceeded => 504,
        _ => 500,
    };

    internal static void WriteStatus(Utf8JsonWriter json, RpcCode code, string message)
    {
        json.WriteStartObject();
        json.WriteNumber("code"u8, (int)code);
        json.WriteString("message"u8, RpcFailure.Bounded(message));
        json.WriteStartArray("details"u8);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static bool IsGrpc(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
            return false;
        return http.GetEndpoint()?.Metadata.GetMetadata<RpcEndpoint>() is { } endpoint
            ? endpoint.Transport == RpcTransport.Grpc
            : GrpcHeaders.IsGrpc(http.Request.ContentType);
    }

    private static async Task WriteJsonAsync(HttpContext http, RpcCode code, string message, int? httpStatus)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return;
        }
        using var body = new Json.JsonBuffer();
        WriteStatus(body.Writer, code, message);
        http.Response.StatusCode = httpStatus ?? HttpStatus(code);
        await body.SendAsync(http.Response, CancellationToken.None);
    }
}
