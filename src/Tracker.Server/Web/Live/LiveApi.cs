using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Tracker.Protocol.Api;
using Tracker.Rpc;

namespace Tracker.Server.Web.Live;

/// <summary>GET /live: server-sent events that say which topics changed, never what changed in them.</summary>
internal static class LiveApi
{
    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/live", Open)
            .WithMetadata(new ScopeRequirement(Scope.Read))
            .ExcludeFromDescription();

    /// <param name="since">Where the page stands, by <see cref="LivePosition"/>; what it has missed since is the first hint.</param>
    private static IResult Open(HttpContext http, LiveHub hub, IHostApplicationLifetime lifetime, string? since = null)
    {
        if (hub.TryOpen(since is null ? null : LivePosition.Read(since)) is not { } stream)
        {
            http.Response.Headers.RetryAfter = "30";
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }
        http.Response.RegisterForDispose(stream);
        // Proxies that collect a response before passing it on would turn "now" into "never".
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(Events(stream, lifetime.ApplicationStopping, http.RequestAborted));
    }

    private static async IAsyncEnumerable<SseItem<string>> Events(
        LiveStream stream, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        await using var batches = stream.ReadAsync(either.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await MoveAsync(batches, either.Token))
            yield return batches.Current is { Count: > 0 } topics
                ? new SseItem<string>(string.Join(' ', topics), "changed")
                : new SseItem<string>("", "beat");
    }

    // The end of the server or of the reader is the end of the stream, not a failure.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<IReadOnlyList<string>> batches, CancellationToken over)
    {
        try
        {
            return await batches.MoveNextAsync();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return false;
        }
    }
}
