using System.Text.Json;
using Tracker.Protocol.Timelines;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Api;

/// <summary>Messages over HTTP, for those who need to know that they arrived.</summary>
internal static class MessagesApi
{
    public const string Full = "There is no room for it: a context may have 1,000,000 names and hosts, and the server 10,000 contexts.";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<IResult> BeginAsync(HttpContext http, ReceptionTimes times, MessageIntake intake, ContextService contexts, CancellationToken ct)
    {
        var (context, caller) = (TimelineNames.Of(http, "context"), Caller.Of(http));
        if (!(await BoundedBody.ReadAsync(http.Request.Body, MessageIntake.MostBytes, ct)).TryGet(out var body, out var failure)) return failure.ToProblem();
        if (!ReadRequest(body).TryGet(out var request, out failure)) return failure.ToProblem();
        var label = (request.Label ?? "").Trim();
        if (label.Length > 0 && !Timeline.IsLabel(label)) return Failure.Invalid($"label: a timeline cannot be labelled {label}: in addresses it means something else.").ToProblem();
        if (MessageBody.Check(new() { Context = context, Name = label, Type = TimelineMessageType.NewTimeline }) is { } wrong)
            return (wrong with { Message = wrong.Message.Replace("name ", "label ", StringComparison.Ordinal) }).ToProblem();
        if (ContextRules.CheckDescription(request.Description) is { } tooLong) return tooLong.ToProblem();
        if (!(await times.OfAsync(caller, $"timelines.begin {context}", body, ct)).TryGet(out var received, out failure)) return failure.ToProblem();

        var time = request.Time is { } said ? Instant.ToMicroseconds(said) : received;
        var message = new Incoming(context, label, "", TimelineMessageType.NewTimeline, time, TimelineStatus.None);
        if (!(await intake.TakeAsync([new(message, null, null)], true, caller, ct)).TryGet(out var outcomes, out failure)) return failure.ToProblem();
        if (outcomes[0].Message.Reason is not null || outcomes[0].Outcome == IngestOutcome.Full) return One(outcomes[0].Message, outcomes[0].Outcome);
        if (request.Description is { } description) await contexts.DescribeAsync(context, description, ct);
        var timeline = new Timeline(context, time, null, label);
        var made = new TimelineMadeView(timeline.Id, label, Instant.FromMicroseconds(time));
        return TypedResults.Created(HalLinks.Of(timeline), made);
    }

    public static async Task<IResult> TakeAsync(HttpContext http, ReceptionTimes times, MessageIntake intake, CancellationToken ct)
    {
        var (context, caller) = (TimelineNames.Of(http, "context"), Caller.Of(http));
        if (MessageBody.CheckContext(context) is { } wrong) return wrong.ToProblem();
        if (!(await BoundedBody.ReadAsync(http.Request.Body, MessageIntake.MostBytes, ct)).TryGet(out var bytes, out var failure)) return failure.ToProblem();
        if (!MessageBody.FormatOf(http.Request.ContentType, bytes).TryGet(out var format, out failure)) return failure.ToProblem();
        // First what can be refused at once: a key should not be used up by it.
        if (!MessageBody.Read(bytes, format, context, http.Connection.RemoteIpAddress).TryGet(out var body, out failure)) return failure.ToProblem();
        if (!(await times.OfAsync(caller, $"timelines.events {context}", bytes, ct)).TryGet(out var received, out failure)) return failure.ToProblem();
        if (!(await intake.TakeAsync(body.ReceivedAt(received), !body.IsArray, caller, ct)).TryGet(out var outcomes, out failure)) return failure.ToProblem();
        return Answer(body.IsArray, outcomes);
    }

    public static IResult Answer(bool isArray, IReadOnlyList<(BodyMessage Message, IngestOutcome Outcome)> outcomes) => isArray
        ? TypedResults.Json(outcomes.Select(o => View(o.Message, o.Outcome)), statusCode: StatusCodes.Status202Accepted)
        : One(outcomes[0].Message, outcomes[0].Outcome);

    private static IResult One(BodyMessage message, IngestOutcome outcome) => (message.Reason, outcome) switch
    {
        ({ } reason, _) => Results.Problem(message.Sentence, statusCode: StatusCodes.Status400BadRequest, extensions: new Dictionary<string, object?> { ["reason"] = reason }),
        (_, IngestOutcome.Conflict) => new Failure(RpcCode.AlreadyExists, $"{message.Message.Name} is open already; end it first, or give this one a name of its own, such as {message.Message.Name}-2.").ToProblem(),
        (_, IngestOutcome.Full) => new Failure(RpcCode.ResourceExhausted, Full).ToProblem(),
        _ => TypedResults.Json(View(message, outcome), statusCode: StatusCodes.Status202Accepted),
    };

    private static MessageOutcomeView View(BodyMessage message, IngestOutcome outcome) => (message.Reason, outcome) switch
    {
        ({ } reason, _) => new("invalid", reason, message.Sentence),
        (_, IngestOutcome.Duplicate) => new("duplicate"),
        (_, IngestOutcome.Full) => new("full", null, Full),
        _ => new("recorded"),
    };

    private static Outcome<TimelineRequest> ReadRequest(byte[] body)
    {
        if (body.Length == 0) return new TimelineRequest();
        try
        {
            return JsonSerializer.Deserialize<TimelineRequest>(body, Json) is { } request ? request : Failure.Invalid("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            return Failure.Invalid(e.Path is { Length: > 2 } path ? $"{path.TrimStart('$', '.')} is not of its type: label and description are texts, time is RFC 3339." : "The body must be a JSON object.");
        }
    }
}
