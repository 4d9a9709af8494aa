using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tracker.Rpc.Grpc;
using Tracker.Rpc.Json;

namespace Tracker.Rpc.Rest;

/// <summary>Serves one HTTP route of a method as JSON.</summary>
internal sealed class RestEndpoint(RpcMethod method, HttpRoute route, RpcOptions options, ILogger logger, CancellationToken stopping)
{
    private readonly MessagePlan _output = MessagePlan.Of(method.Descriptor.OutputType);
    private readonly MessagePlan _input = MessagePlan.Of(method.Descriptor.InputType);

    public async Task ServeAsync(HttpContext http)
    {
        var started = RpcMetrics.Start(method, RpcTransport.Rest);
        var code = RpcCode.OK;
        CallContext? call = null;
        var entered = false;
        try
        {
            options.Gate.Enter();
            entered = true;
            call = new CallContext(http, GrpcHeaders.Timeout(http.Request.Headers["grpc-timeout"]), options.Time, method.IsStreaming ? stopping : default);
            call.CheckHeaders();
            var request = await ReadAsync(call);
            if (method.Unary is { } unary)
                await AnswerAsync(call, await unary(call, request));
            else
                code = await StreamAsync(call, method.Stream!(call, One(request)));
        }
        catch (Exception e)
        {
            var failure = RpcFailure.Of(e, call, options);
            RpcFailure.Log(logger, failure, method.FullName);
            code = failure.Code;
            if (!http.RequestAborted.IsCancellationRequested)
                await RpcError.WriteAsync(http, code, failure.Message, failure.HttpStatus);
        }
        finally
        {
            call?.Dispose();
            if (entered)
                options.Gate.Leave();
            RpcMetrics.Stop(method, RpcTransport.Rest, code, started);
        }
    }

    private async ValueTask<IMessage> ReadAsync(CallContext call)
    {
        var http = call.HttpContext;
        var request = _input.Create();
        if (route.HasBody)
            await RestBody.ReadAsync(http, route, request, options.MaxReceiveBytes, call.EndingToken);
        if (route.HasQuery && http.Request.QueryString.HasValue)
            QueryBinder.Bind(request, http.Request.Query, route);
        for (var i = 0; i < route.PathFields.Count; i++)
            route.PathFields[i].Set(request, PathValues.Get(http, route, i));
        method.Limits.Check(request);
        return request;
    }

    private async ValueTask AnswerAsync(CallContext call, IMessage response)
    {
        using var json = new JsonBuffer();
        _output.Write(json.Writer, response);
        await json.SendAsync(call.HttpContext.Response, call.EndingToken);
    }

    // As grpc-gateway streams: a line of {"result":…} per message, and {"error":…} as the last one when it fails.
    private async Task<RpcCode> StreamAsync(CallContext call, IAsyncEnumerable<IMessage> responses)
    {
        var response = call.HttpContext.Response;
        using var line = new JsonBuffer();
        try
        {
            await foreach (var message in responses.WithCancellation(call.Cancellation))
            {
                line.Writer.WriteStartObject();
                line.Writer.WritePropertyName("result"u8);
                _output.Write(line.Writer, message);
                await SendAsync();
                RpcMetrics.Sent(method);
            }
            return RpcCode.OK;
        }
        catch (Exception e) when (response.HasStarted && !call.HttpContext.RequestAborted.IsCancellationRequested)
        {
            var failure = RpcFailure.Of(e, call, options);
            RpcFailure.Log(logger, failure, method.FullName);
            line.Clear();
            line.Writer.WriteStartObject();
            line.Writer.WritePropertyName("error"u8);
            RpcError.WriteStatus(line.Writer, failure.Code, failure.Message);
            await SendAsync();
            return failure.Code;
        }

        async ValueTask SendAsync()
        {
            line.Writer.WriteEndObject();
            line.EndLine();
            if (!response.HasStarted)
                response.ContentType = "application/x-ndjson";
            await response.BodyWriter.WriteAsync(line.Written, call.HttpContext.RequestAborted);
            line.Clear();
        }
    }

    private static async IAsyncEnumerable<IMessage> One(IMessage request)
    {
        await Task.CompletedTask;
        yield return request;
    }
}
