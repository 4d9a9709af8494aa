using System.Security.Cryptography;
using System.Text;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;
using Tracker.Server.Timelines.Udp;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Role;

/// <summary>What an agent answers: messages in, messages out, and how it stands. All of it to who shows its key.</summary>
internal static class AgentHttp
{
    private const int LongestWait = 30;

    public static void Map(WebApplication app)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(app.Services.GetRequiredService<AgentOptions>().Key));
        var all = app.MapGroup("").AddEndpointFilter(async (call, next) => ShowsKey(call.HttpContext, key)
            ? await next(call)
            : new Failure(RpcCode.Unauthenticated, "Send the agent's AGENT_KEY as Authorization: Bearer or X-API-KEY.").ToProblem());
        all.MapPost("/api/contexts/{context}/events", TakeAsync);
        all.MapGet("/outbox", OutboxAsync);
        all.MapGet("/health", (Spool spool, PushWorker push) => TypedResults.Ok(new HealthView(spool.Count, push.Delivered, push.Refused, push.Error)));
        all.MapGet("/metrics", (Metrics metrics) => Results.Text(metrics.Scrape(), "text/plain; version=0.0.4; charset=utf-8"));
    }

    /// <summary>As a server takes them; answered when they are in the spool.</summary>
    private static async Task<IResult> TakeAsync(HttpContext http, TimelineIngest ingest, Spool spool, UdpOptions udp, TimeProvider clock, CancellationToken ct)
    {
        var context = TimelineNames.Of(http, "context");
        if (MessageBody.CheckContext(context) is { } wrong) return wrong.ToProblem();
        if (!(await BoundedBody.ReadAsync(http.Request.Body, MessageIntake.MostBytes, ct)).TryGet(out var bytes, out var failure)) return failure.ToProblem();
        if (!MessageBody.FormatOf(http.Request.ContentType, bytes).TryGet(out var format, out failure)) return failure.ToProblem();
        var sender = http.Connection.RemoteIpAddress is { } address ? udp.Host(address) : null;
        if (!MessageBody.Read(bytes, format, context, sender).TryGet(out var body, out failure)) return failure.ToProblem();
        var judged = MessageIntake.Judge(body.ReceivedAt(Instant.ToMicroseconds(clock.GetUtcNow())), clock.GetUtcNow());
        if (!(await ingest.TakeAsync([.. judged.Where(m => m.Reason is null).Select(m => m.Message)], alone: false, ct)).TryGet(out var outcomes, out failure)) return failure.ToProblem();
        if (outcomes.Contains(IngestOutcome.Full)) return new Failure(RpcCode.ResourceExhausted, $"The agent keeps {spool.Count} messages that are not delivered yet, and no more; send them again later.").ToProblem();
        return MessagesApi.Answer(body.IsArray, MessageIntake.Join(judged, outcomes));
    }

    /// <summary>The next messages. Naming the spool and the place of the last ones says that those are stored.</summary>
    private static async Task<IResult> OutboxAsync(Spool spool, AgentOptions options, Guid? of, long? after, int? wait, CancellationToken ct)
    {
        if (options.Server is { } server) return new Failure(RpcCode.FailedPrecondition, $"This agent delivers to {server} by itself.") { HttpStatus = StatusCodes.Status409Conflict }.ToProblem();
        if (wait is < 0 or > LongestWait) return Failure.Invalid($"wait must be from 0 to {LongestWait} seconds.").ToProblem();
        // A place in another spool says nothing of this one.
        var place = of == spool.Id ? after ?? 0 : 0;
        await spool.DeleteAsync(place, ct);
        var messages = await spool.ReadAsync(place, ct);
        if (messages.Count == 0 && wait > 0)
        {
            // One signal may be an old one.
            var until = TimeSpan.FromSeconds(wait.Value);
            while (messages.Count == 0 && await spool.WaitAsync(until, ct)) messages = await spool.ReadAsync(place, ct);
        }

        return Results.Text(SpooledBatch.Write(spool.Id, messages.Count > 0 ? messages[^1].Sequence : place, messages.Select(m => m.Json)), "application/json");
    }

    private static bool ShowsKey(HttpContext http, byte[] key)
    {
        var shown = http.Request.Headers.Authorization.ToString() is { Length: > 7 } bearer && bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? bearer[7..].Trim()
            : http.Request.Headers["X-API-KEY"].ToString();
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(shown)), key);
    }

    /// <param name="Spooled">Messages that wait.</param>
    /// <param name="Refused">Messages that the server will not take, and that were dropped.</param>
    /// <param name="Error">Why nothing is delivered at the moment; null when it is.</param>
    internal sealed record HealthView(long Spooled, long Delivered, long Refused, string? Error);
}
