using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Tasks;

/// <summary>
/// Addresses that a job calls when it starts, ends or fails, as users of heartbeat services know them. Who knows an address
/// may call it; it takes no credentials.
/// </summary>
public static class PingApi
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST"];

    public static void Map(IEndpointRouteBuilder app)
    {
        var pings = app.MapGroup("/ping").WithMetadata(new ScopeRequirement(Scope.Anonymous), new ChangesByGet()).WithTags("Pings");
        pings.MapMethods("/{id:guid}", Methods, (Guid id, HttpContext http, PingService service, TaskClock clock) => ByIdAsync(id, "", http, service, clock))
            .WithSummary("Tells that a task's run succeeded.");
        pings.MapMethods("/{id:guid}/{signal}", Methods, ByIdAsync)
            .WithSummary("Tells that a run started, failed, or ended with an exit status, or logs a message.");
        pings.MapMethods("/{key}/{slug}", Methods, (string key, string slug, HttpContext http, PingService service, TaskClock clock) => BySlugAsync(key, slug, "", http, service, clock))
            .WithSummary("The same by the ping key and the task's slug.");
        pings.MapMethods("/{key}/{slug}/{signal}", Methods, BySlugAsync).WithSummary("The same by the ping key and the task's slug.");
    }

    private static Task<IResult> ByIdAsync(Guid id, string signal, HttpContext http, PingService service, TaskClock clock) => TakeAsync(new(id), signal, http, service, clock);

    private static Task<IResult> BySlugAsync(string key, string slug, string signal, HttpContext http, PingService service, TaskClock clock) =>
        TakeAsync(new(Guid.Empty, key, slug, http.Request.Query["create"] == "1"), signal, http, service, clock);

    private static async Task<IResult> TakeAsync(PingTarget target, string signal, HttpContext http, PingService service, TaskClock clock)
    {
        http.Response.Headers["Ping-Body-Limit"] = Ping.BodyLimit.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        if (target.Slug.Length > 0 && (target.Slug.Length > 200 || TaskRules.SlugOf(target.Slug) != target.Slug)) return Say("invalid slug", StatusCodes.Status400BadRequest);
        if (Read(signal) is not { } ping) return int.TryParse(signal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)
            ? Say("invalid exit status: it may be from 0 to 255", StatusCodes.Status400BadRequest)
            : Say("not found", StatusCodes.Status404NotFound);
        if (http.Request.Query["rid"] is [{ } rid, ..])
        {
            if (!Guid.TryParseExact(rid, "D", out var run)) return Say("invalid uuid format", StatusCodes.Status400BadRequest);
            ping = ping with { Rid = run };
        }

        if (!ToldLate.Read(http.Request.Query["time"], clock.GetUtcNow()).TryGet(out var happened, out var wrong)) return Say(wrong.Message, StatusCodes.Status400BadRequest);
        ping = ping with
        {
            HappenedAt = happened,
            Method = http.Request.Method,
            Address = Caller.Of(http).Address,
            Agent = Printable(http.Request.Headers.UserAgent.ToString(), 200),
            Body = await BodyAsync(http.Request, http.RequestAborted),
        };
        return (await service.TakeAsync(target, ping, Caller.Of(http), http.RequestAborted)).TryGet(out var made, out var failure)
            ? Say(made ? "Created" : "OK", made ? StatusCodes.Status201Created : StatusCodes.Status200OK)
            : Say(failure.Message, failure.HttpStatus ?? RpcError.HttpStatus(failure.Code));
    }

    /// <summary>Null when there is no such signal.</summary>
    private static Ping? Read(string signal) => signal switch
    {
        "" => new(),
        "start" => new() { Kind = PingKind.Start },
        "fail" => new() { Kind = PingKind.Fail },
        "log" => new() { Kind = PingKind.Log },
        _ => byte.TryParse(signal, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? new() { Kind = status == 0 ? PingKind.Success : PingKind.Fail, ExitStatus = status }
            : null,
    };

    /// <summary>The beginning of the body; what is beyond the limit is not read.</summary>
    private static async Task<string> BodyAsync(HttpRequest request, CancellationToken ct)
    {
        // A POST without a body need not say how long it is.
        var hasBody = request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? true;
        if (!HttpMethods.IsPost(request.Method) || request.ContentLength == 0 || !hasBody) return "";
        var most = (int)Math.Min(Ping.BodyLimit, request.ContentLength ?? Ping.BodyLimit);
        var buffer = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, most), most, throwOnEndOfStream: false, ct);
            return Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Printable(string text, int most) => text.Length <= most && Ascii.IsValid(text) && !text.AsSpan().ContainsAnyInRange('\0', '\x1F') ? text : string.Concat(text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(most));

    private static Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult Say(string text, int status) => TypedResults.Text(text, "text/plain", Encoding.UTF8, status);
}
