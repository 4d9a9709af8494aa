using System.Globalization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Trackers;

/// <summary>Trackers over REST.</summary>
public static class TrackersApi
{
    private const int MostPerPage = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var trackers = app.MapGroup("/trackers").WithTags("Releases");
        Read(trackers.MapGet("", ListAsync)).WithSummary("Lists the trackers that are active, by name; never their tokens.").Produces<List<TrackerView>>();
        Read(trackers.MapGet("/{name}", GetAsync)).WithSummary("Shows a tracker and how its last polls went.").Produces<TrackerView>();
        Write(trackers.MapPost("", CreateAsync)).WithSummary("Follows an application: its requirements file is read at once.").Accepts<TrackerRequest>("application/json").Produces<TrackerView>(201);
        Write(trackers.MapPut("/{name}", UpdateAsync)).WithSummary("Replaces a tracker's settings; without a token the one it has stays.").Accepts<TrackerRequest>("application/json").Produces<TrackerView>();
        Write(trackers.MapPost("/{name}/poll", PollAsync)).WithSummary("Looks at an application's file and image now.").Produces<TrackerView>();
        Write(trackers.MapDelete("/{name}", DeleteAsync)).WithSummary("Deletes a tracker with its releases.").Produces(204);
    }

    private static async Task<IResult> ListAsync(TrackerReader trackers, bool? paused, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page ?? MostPerPage, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await trackers.ListAsync(paused == true, paging.PerPage, paging.Offset, ct)).ConvertAll(TrackerView.Of));
    }

    private static async Task<IResult> GetAsync(string name, TrackerReader trackers, CancellationToken ct) =>
        await trackers.FindAsync(name, ct) is { } tracker ? TypedResults.Ok(TrackerView.Of(tracker)) : TrackerService.Unknown(name).ToProblem();

    private static async Task<IResult> CreateAsync(HttpContext http, TrackerService trackers, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<TrackerRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        return (await trackers.CreateAsync(request, Caller.Of(http), ct)).Answer(t => TypedResults.Created($"/trackers/{t.Name}", TrackerView.Of(t)));
    }

    private static async Task<IResult> UpdateAsync(string name, HttpContext http, TrackerService trackers, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<TrackerRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        return (await trackers.UpdateAsync(name, request, Caller.Of(http), ct)).Answer(t => TypedResults.Ok(TrackerView.Of(t)));
    }

    private static async Task<IResult> PollAsync(string name, HttpContext http, TrackerService trackers, CancellationToken ct)
    {
        var looked = await trackers.LookAsync(name, ct);
        if (looked.Failure?.Code == RpcCode.ResourceExhausted) http.Response.Headers.RetryAfter = TrackerLooks.Pause.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        return looked.Answer(t => TypedResults.Ok(TrackerView.Of(t)));
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext http, TrackerService trackers, CancellationToken ct) =>
        (await trackers.DeleteAsync(name, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static RouteHandlerBuilder Read(RouteHandlerBuilder route) => route.WithMetadata(new ScopeRequirement(Scope.Read));

    private static RouteHandlerBuilder Write(RouteHandlerBuilder route) => route.WithMetadata(new ScopeRequirement(Scope.Write));
}
