using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Live;

/// <summary>A timeline as it grows, as server-sent events.</summary>
internal static class StreamApi
{
    public static async Task<IResult> OpenAsync(
        HttpContext http, TimelineNames names, TimelineReader reader, ContextChanges changes, TimeProvider clock, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        var name = TimelineNames.Of(http, "timeline");
        if (!(await names.TimelineAsync(context, name, ct)).TryGet(out _, out failure)) return failure.ToProblem();
        if (changes.TryListen(context.Name) is not { } listener)
        {
            http.Response.Headers.RetryAfter = "30";
            return TypedResults.Problem("As many timelines are followed as may be; try again in half a minute.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        http.Response.RegisterForDispose(listener);
        // Proxies that collect a response before passing it on would turn "now" into "never".
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var follower = new TimelineFollower(reader, context, name, http.Request.Headers["Last-Event-ID"].ToString(), clock);
        return TypedResults.ServerSentEvents(Items(follower, listener, lifetime.ApplicationStopping, ct));
    }

    private static async IAsyncEnumerable<SseItem<string>> Items(
        TimelineFollower follower, ContextListener listener, CancellationToken stopping, [EnumeratorCancellation] CancellationToken gone)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        await using var items = follower.FollowAsync(listener, either.Token).GetAsyncEnumerator(CancellationToken.None);
        while (await MoveAsync(items, either.Token)) yield return items.Current;
    }

    // The end of the server or of the reader is the end of the stream, not a failure.
    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<SseItem<string>> items, CancellationToken over)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            return false;
        }
    }
}
