using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Tracker.Rpc.Grpc;

/// <summary>Serves one method over gRPC on HTTP/2.</summary>
internal sealed class GrpcEndpoint(RpcMethod method, RpcOptions options, ILogger logger, CancellationToken stopping)
{
    private const string Identity = "identity";
    private const string Gzip = "gzip";

    public async Task ServeAsync(HttpContext http)
    {
        if (!HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            http.Response.Headers.Upgrade = "h2c";
            return;
        }
        if (!GrpcHeaders.IsGrpc(http.Request.ContentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        Prepare(http);
        var started = RpcMetrics.Start(method, RpcTransport.Grpc);
        var code = RpcCode.OK;
        CallContext? call = null;
        var entered = false;
        try
        {
            options.Gate.Enter();
            entered = true;
            call = new CallContext(http, GrpcHeaders.Timeout(http.Request.Headers["grpc-timeout"]), options.Time, method.IsStreaming ? stopping : default);
            call.CheckHeaders();
            await ExchangeAsync(call);
            GrpcHeaders.Finish(http, RpcCode.OK, null);
        }
        catch (Exception e)
        {
            var failure = RpcFailure.Of(e, call, options);
            RpcFailure.Log(logger, failure, method.FullName);
            code = failure.Code;
            if (call is not { IsAnswered: true })
                GrpcHeaders.Finish(http, code, failure.Message);
        }
        finally
        {
            call?.Dispose();
            if (entered)
                options.Gate.Leave();
            RpcMetrics.Stop(method, RpcTransport.Grpc, code, started);
        }
    }

    private void Prepare(HttpContext http)
    {
        http.Response.ContentType = GrpcHeaders.ContentType;
        http.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        // Each message has its own limit; a stream of them may go on for days, with long silences.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = null;
        if (method.Descriptor.IsClientStreaming && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
    }

    private async Task ExchangeAsync(CallContext call)
    {
        var (request, response) = (call.HttpContext.Request, call.HttpContext.Response);
        var zipped = IsZipped(request);
        var compressAbove = int.MaxValue;
        if (zipped && request.Headers["grpc-accept-encoding"].ToString().Contains(Gzip, StringComparison.Ordinal))
        {
            compressAbove = options.CompressAbove;
            response.Headers["grpc-encoding"] = Gzip;
        }
        var reader = new GrpcReader(request.BodyReader, method.Descriptor.InputType.Parser, zipped, options.MaxReceiveBytes);
        if (method.Unary is { } unary)
        {
            var message = await reader.ReadSingleAsync(call.EndingToken);
            method.Limits.Check(message);
            var answer = unary(call, message);
            GrpcWriter.Write(response.BodyWriter, answer.IsCompletedSuccessfully ? answer.Result : await UntilItsEnd(answer.AsTask(), call), compressAbove);
        }
        else
        {
            await StreamAsync(method.Stream!(call, Received(reader, call)), call, compressAbove);
        }
    }

    private async IAsyncEnumerable<IMessage> Received(GrpcReader reader, CallContext call)
    {
        await foreach (var message in reader.ReadAllAsync(call.Cancellation))
        {
            RpcMetrics.Received(method);
            method.Limits.Check(message);
            yield return message;
        }
    }

    private async Task StreamAsync(IAsyncEnumerable<IMessage> responses, CallContext call, int compressAbove)
    {
        var body = call.HttpContext.Response.BodyWriter;
        // A client may wait for the headers before it sends its first message.
        if (method.Descriptor.IsClientStreaming && method.Descriptor.IsServerStreaming)
            await body.FlushAsync(call.Cancellation);
        await using var each = responses.GetAsyncEnumerator(call.Cancellation);
        while (true)
        {
            var next = each.MoveNextAsync();
            if (!(next.IsCompletedSuccessfully ? next.Result : await UntilItsEnd(next.AsTask(), call)))
                return;
            GrpcWriter.Write(body, each.Current, compressAbove);
            await body.FlushAsync(call.Cancellation);
            call.Cancellation.ThrowIfCancellationRequested();
            RpcMetrics.Sent(method);
        }
    }

    /// <summary>
    /// Answers at the deadline, or when the server stops, even when the service does not look at its token; but waits for it
    /// to end before the call is over: until then it may use the call's context and its scoped services.
    /// </summary>
    private async Task<T> UntilItsEnd<T>(Task<T> work, CallContext call)
    {
        if (!call.MayEndEarly)
            return await work;
        try
        {
            return await work.WaitAsync(call.Cancellation);
        }
        catch (OperationCanceledException e) when (!work.IsCompleted)
        {
            if (!call.HttpContext.RequestAborted.IsCancellationRequested)
            {
                call.IsAnswered = true;
                var failure = RpcFailure.Of(e, call, options);
                GrpcHeaders.Finish(call.HttpContext, failure.Code, failure.Message);
                await call.HttpContext.Response.CompleteAsync();
            }
            await work;
            throw;
        }
    }

    private static bool IsZipped(HttpRequest request) => request.Headers["grpc-encoding"].ToString() switch
    {
        "" or Identity => false,
        Gzip => true,
        var other => throw new RpcException(RpcCode.Unimplemented, $"grpc-encoding may be identity or gzip, not '{other}'."),
    };
}
