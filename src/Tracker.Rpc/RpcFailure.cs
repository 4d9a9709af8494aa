using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tracker.Rpc;

/// <summary>What an exception that escaped a call means to its caller.</summary>
internal static partial class RpcFailure
{
    /// <summary>Longer messages would not fit the header block that clients accept once they are percent-encoded.</summary>
    private const int MaxMessageBytes = 2048;

    public static RpcException Of(Exception exception, CallContext? call, RpcOptions options)
    {
        switch (exception)
        {
            case RpcException { Code: > RpcCode.OK and <= RpcCode.Unauthenticated } known:
                return known;
            case OperationCanceledException when call is { IsStopped: true }:
                return new RpcException(RpcCode.Unavailable, "The server is stopping.");
            case OperationCanceledException or IOException or ConnectionAbortedException when call is { IsLate: true }:
                return new RpcException(RpcCode.DeadlineExceeded, "Deadline exceeded.");
            case ConnectionAbortedException or ConnectionResetException:
                return new RpcException(RpcCode.Cancelled, "The client went away.");
            case OperationCanceledException when call is null || call.Cancellation.IsCancellationRequested:
                return new RpcException(RpcCode.Cancelled, "The call was cancelled.");
            case BadHttpRequestException bad:
                var code = bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? RpcCode.ResourceExhausted : RpcCode.InvalidArgument;
                return new RpcException(code, bad.Message) { HttpStatus = bad.StatusCode };
            case IOException when call is { HttpContext.RequestAborted.IsCancellationRequested: true }:
                return new RpcException(RpcCode.Cancelled, "The call was cancelled.");
            default:
                return options.MapException?.Invoke(exception)
                    ?? new RpcException(RpcCode.Unknown, "Internal server error.", exception);
        }
    }

    public static void Log(ILogger logger, RpcException failure, string method)
    {
        if (failure is { Code: RpcCode.Unknown, InnerException: { } bug })
            LogBug(logger, method, bug);
    }

    public static string Bounded(string message)
    {
        if (Encoding.UTF8.GetByteCount(message) <= MaxMessageBytes)
            return message;
        var bytes = new byte[MaxMessageBytes];
        Encoding.UTF8.GetEncoder().Convert(message, bytes.AsSpan(0, MaxMessageBytes - 3), flush: false, out _, out var used, out _);
        return Encoding.UTF8.GetString(bytes, 0, used) + "…";
    }

    [LoggerMessage(1, LogLevel.Error, "{Method} failed")]
    private static partial void LogBug(ILogger logger, string method, Exception exception);
}
