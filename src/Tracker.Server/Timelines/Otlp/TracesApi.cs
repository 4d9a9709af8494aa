using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Timelines.Otlp;

/// <summary>
/// Spans over OTLP/HTTP: a service is a context, a trace a timeline, a span an event. An exporter that repeats an export
/// changes nothing by it.
/// </summary>
internal static class TracesApi
{
    private const int MostSpans = 10_000;

    public static async Task<IResult> TakeAsync(HttpContext http, MessageIntake intake, TraceTimelines timelines, CancellationToken ct)
    {
        if (TraceBody.IsJson(http.Request) is not { } isJson)
            return new Failure(RpcCode.InvalidArgument, $"Content-Type must be {TraceBody.Protobuf} or {TraceBody.Json}.") { HttpStatus = StatusCodes.Status415UnsupportedMediaType }.ToProblem();
        return (await TakeAsync(http, isJson, intake, timelines, ct)).TryGet(out var answer, out var failure)
            ? new TraceAnswer(answer, isJson, StatusCodes.Status200OK)
            : new TraceAnswer(new ExportError { Code = (int)failure.Code, Message = failure.Message }, isJson, failure.HttpStatus ?? RpcError.HttpStatus(failure.Code));
    }

    private static async Task<Outcome<TraceExportAnswer>> TakeAsync(HttpContext http, bool isJson, MessageIntake intake, TraceTimelines timelines, CancellationToken ct)
    {
        if (!(await TraceBody.ReadAsync(http.Request, isJson, ct)).TryGet(out var export, out var failure)) return failure;
        var (spans, refused) = TraceSpan.Of(export);
        if (spans.Count + refused.Count > MostSpans)
            return new Failure(RpcCode.ResourceExhausted, $"An export may have {MostSpans} spans.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
        var names = new SpanNames(spans);
        var messages = spans.SelectMany(s => s.Messages(names.Of(s))).Select(m => new BodyMessage(m, null, null)).ToList();
        if (!(await intake.TakeAsync(messages, false, Caller.Of(http), ct)).TryGet(out var outcomes, out failure)) return failure;
        for (var i = 0; i < spans.Count; i++)
            if ((Refusal(outcomes[2 * i]) ?? Refusal(outcomes[2 * i + 1])) is { } reason) refused.Add(reason);
        await timelines.BeginAsync(spans.Where((_, i) => outcomes[2 * i].Message.Reason is null), ct);
        var answer = new TraceExportAnswer();
        if (refused.Count > 0) answer.PartialSuccess = new() { RejectedSpans = refused.Count, ErrorMessage = string.Join(' ', refused.Distinct().Take(5)) };
        return answer;
    }

    private static string? Refusal((BodyMessage Message, IngestOutcome Outcome) taken) => taken.Message.Sentence ?? (taken.Outcome == IngestOutcome.Full ? MessagesApi.Full : null);

    /// <summary>In the form in which was asked.</summary>
    private sealed class TraceAnswer(IMessage message, bool isJson, int status) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = isJson ? TraceBody.Json : TraceBody.Protobuf;
            if (status == StatusCodes.Status429TooManyRequests) http.Response.Headers.RetryAfter = "1";
            if (isJson) await http.Response.WriteAsync(JsonFormatter.Default.Format(message), http.RequestAborted);
            else await http.Response.Body.WriteAsync(message.ToByteArray(), http.RequestAborted);
        }
    }
}
