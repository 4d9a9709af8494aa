using System.Text.Json;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Web.Errors;

/// <summary>
/// Answers programs whose request found no route or met a failure that nobody foresaw: problem+json, or under the
/// v1alpha1 contract its own error format. Pages tell their failures themselves, before this sees them.
/// </summary>
internal sealed class ApiErrors(RequestDelegate next, ILogger<ApiErrors> log)
{
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (Exception failure) when (!http.Response.HasStarted && !PageRequest.WantsPage(http))
        {
            await AnswerAsync(http, failure);
            return;
        }

        if (http.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null or 0, ContentType: null } && !PageRequest.WantsPage(http))
        {
            await WriteAsync(http, http.Response.StatusCode, null);
        }
    }

    private Task AnswerAsync(HttpContext http, Exception failure)
    {
        switch (failure)
        {
            case StorageUnavailableException:
                http.Response.Headers.RetryAfter = "5";
                return WriteAsync(http, StatusCodes.Status503ServiceUnavailable, failure.Message);
            case BadHttpRequestException bad:
                return WriteAsync(http, bad.StatusCode, Explain(bad));
            default:
                var reference = System.Diagnostics.Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;
                log.LogError(failure, "{Method} {Path} failed, reference {Reference}", http.Request.Method, http.Request.Path, reference);
                return WriteAsync(http, StatusCodes.Status500InternalServerError, $"Internal server error; its reference in the log is {reference}.");
        }
    }

    /// <summary>Names the field where the JSON is not what it should be; the framework's words name a parameter of our code.</summary>
    private static string Explain(BadHttpRequestException bad) => bad.InnerException is JsonException json
        ? json.Path is { Length: > 2 } path ? $"{path.TrimStart('$', '.')} is not of the right kind, or the JSON ends too early." : "The body must be a JSON object."
        : bad.Message.StartsWith("Implicit body", StringComparison.Ordinal) || bad.Message.StartsWith("Required parameter", StringComparison.Ordinal) ? "A body is required: a JSON object." : bad.Message;

    private static Task WriteAsync(HttpContext http, int status, string? message)
    {
        if (http.ListenerOf() != Listener.Http || HttpMethods.IsHead(http.Request.Method))
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        }

        if (!http.Request.Path.StartsWithSegments("/api/v1alpha1")) return Results.Problem(message, statusCode: status).ExecuteAsync(http);
        var (code, standard) = status switch
        {
            404 => (RpcCode.NotFound, $"There is no {http.Request.Path}."),
            405 => (RpcCode.Unimplemented, $"{http.Request.Path} does not take {http.Request.Method}."),
            413 => (RpcCode.ResourceExhausted, "The request is too large."),
            415 => (RpcCode.InvalidArgument, "The body must be application/json."),
            503 => (RpcCode.Unavailable, "Not available now; try again."),
            >= 500 => (RpcCode.Internal, "Internal server error."),
            _ => (RpcCode.InvalidArgument, "The request cannot be read."),
        };
        return RpcError.WriteAsync(http, code, message ?? standard, status);
    }
}
