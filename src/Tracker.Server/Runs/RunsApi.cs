using System.Text.Json;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Runs.Baselines;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Runs over REST. Who calls must show a credential, in open mode too: a run belongs to somebody.</summary>
public static class RunsApi
{
    private const int MostPerPage = 1_000;

    private static readonly ScopeRequirement Read = new(Scope.Read);
    private static readonly ScopeRequirement Write = new(Scope.Write);

    public static void Map(IEndpointRouteBuilder app)
    {
        Map(app, "/api/v1/test").MapPost("", BeginAsync).WithMetadata(Write).WithSummary("Begins a run.").Produces<BegunView>(201);
        // What the wrapper that exists calls; its threshold is in percent, as its usage is.
        Map(app, "/v1/api/testrun").ExcludeFromDescription().MapPost("", BeginInPercentAsync).WithMetadata(Write);
    }

    private static RouteGroupBuilder Map(IEndpointRouteBuilder app, string path)
    {
        var runs = app.MapGroup(path).WithTags("Runs").AddEndpointFilter(async (context, next) => MayAsk(context.HttpContext)
            ? await next(context)
            : new Failure(RpcCode.Unauthenticated, "Runs need credentials: send a user's token or an API key as Authorization: Bearer.").ToProblem());
        runs.MapGet("", ListAsync).WithMetadata(Read).WithSummary("Lists the caller's runs, newest first; or those after a run, oldest first.").Produces<List<RunView>>();
        runs.MapGet("/{id:long}", GetAsync).WithMetadata(Read).WithSummary("Shows a run with its statistics and what is usual for its name.").Produces<RunView>();
        runs.MapDelete("/{id:long}", DeleteAsync).WithMetadata(Write).WithSummary("Deletes a run with its samples.").Produces(204);
        runs.MapPost("/{id:long}/usage", AddAsync).WithMetadata(Write).WithSummary("Adds a sample, or an array of them.").Accepts<UsageBatch>("application/json").Produces<AboveView>(201);
        runs.MapGet("/{id:long}/usage", UsageAsync).WithMetadata(Read).WithSummary("Lists a run's samples in the order of time, or draws them with so many points.").Produces<List<SampleView>>();
        runs.MapPost("/{id:long}/stop", StopAsync).WithMetadata(Write).WithSummary("Ends a run.").Produces<RunView>();
        return runs;
    }

    /// <summary>Each run is somebody's; to look at them it is enough that there is nobody yet.</summary>
    private static bool MayAsk(HttpContext http) =>
        Principal.Of(http) is var me && (me.IsAuthenticated || (me.SeesEverybodys && HttpMethods.IsGet(http.Request.Method)));

    private static Task<IResult> BeginAsync(RunRequest request, HttpContext http, RunService runs, CancellationToken ct) => MakeAsync(request, false, http, runs, ct);

    private static Task<IResult> BeginInPercentAsync(RunRequest request, HttpContext http, RunService runs, CancellationToken ct) => MakeAsync(request, true, http, runs, ct);

    private static async Task<IResult> MakeAsync(RunRequest request, bool inPercent, HttpContext http, RunService runs, CancellationToken ct) =>
        (await runs.BeginAsync(request, inPercent, Caller.Of(http), ct)).Answer(run => TypedResults.Created($"/api/v1/test/{run.Id}", BegunView.Of(run)));

    private static async Task<IResult> ListAsync(
        HttpContext http, RunReader runs, TimeProvider clock, string? q, bool? active, bool? all, long? after, int? page, int? per_page, CancellationToken ct)
    {
        var me = Principal.Of(http);
        if (all == true && !me.May(Scope.Admin)) return new Failure(RpcCode.PermissionDenied, "all: everybody's runs are for administrators.").ToProblem();
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        if (after is not null && page is not null) return Failure.Invalid("page: a list after a run has no pages; name its last run in after.").ToProblem();
        var filter = new RunFilter(all == true || !me.IsAuthenticated ? null : me.Id, q ?? "", active);
        var list = after is { } last ? await runs.NextAsync(filter, last, paging.PerPage, ct) : await runs.ListAsync(filter, paging.PerPage, paging.Offset, ct);
        return TypedResults.Ok(list.ConvertAll(run => RunView.Of(run, clock.GetUtcNow())));
    }

    private static async Task<IResult> GetAsync(
        long id, HttpContext http, RunReader runs, SampleReader samples, BaselineReader baselines, TimeProvider clock, CancellationToken ct) =>
        await runs.FindAsync(id, Principal.Of(http), ct) is { } run
            ? TypedResults.Ok(await ViewAsync(run, samples, baselines, clock, ct))
            : RunService.Unknown(id).ToProblem();

    private static async Task<IResult> DeleteAsync(long id, HttpContext http, RunService runs, CancellationToken ct) =>
        (await runs.DeleteAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static async Task<IResult> AddAsync(long id, HttpContext http, RunService runs, CancellationToken ct)
    {
        if (!(await ReadUsageAsync(http, ct)).TryGet(out var batch, out var failure)) return failure.ToProblem();
        return (await runs.AddAsync(id, batch, Caller.Of(http), ct)).Answer(above => batch.IsArray
            ? TypedResults.Json(above.ConvertAll(a => new AboveView(id, a)), statusCode: StatusCodes.Status201Created)
            : TypedResults.Json(new AboveView(id, above[0]), statusCode: StatusCodes.Status201Created));
    }

    /// <summary>Read by hand, for what is no number is no JSON either, and the answer names the field all the same.</summary>
    private static async Task<Outcome<UsageBatch>> ReadUsageAsync(HttpContext http, CancellationToken ct)
    {
        if (!http.Request.HasJsonContentType()) return Failure.Invalid("The body must be application/json.") with { HttpStatus = StatusCodes.Status415UnsupportedMediaType };
        try
        {
            return await http.Request.ReadFromJsonAsync<UsageBatch>(ct) is { } batch ? batch : Failure.Invalid("cpu_usage is required: the body must be a sample or an array of them.");
        }
        catch (JsonException wrong)
        {
            var field = wrong.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } path ? path : "cpu_usage";
            return Failure.Invalid($"{field} is not of its kind, or the body is no JSON: numbers are neither NaN nor infinite.");
        }
    }

    /// <param name="after">A time: samples after it.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="points">Draws all of the run with at most so many points instead.</param>
    private static async Task<IResult> UsageAsync(
        long id, HttpContext http, RunReader runs, SampleReader samples, TimeProvider clock, string? after, int? limit, int? points, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (limit is < 1 or > UsageBatchConverter.Most) return Failure.Invalid($"limit must be from 1 to {UsageBatchConverter.Most}.").ToProblem();
        if (points is < 1 or > SampleReader.MostPoints) return Failure.Invalid($"points must be from 1 to {SampleReader.MostPoints}.").ToProblem();
        if (!RunTimes.Read("after", after, now).TryGet(out var since, out var failure)) return failure.ToProblem();
        if (await runs.FindAsync(id, Principal.Of(http), ct) is not { } run) return RunService.Unknown(id).ToProblem();
        if (points is { } most) return TypedResults.Ok((await samples.SeriesAsync(run, most, ct)).Select(PointView.Of));
        var from = since is { } at ? Instant.ToMicroseconds(at) : -1;
        return TypedResults.Ok((await samples.ListAsync(id, from, limit ?? MostPerPage, ct)).ConvertAll(SampleView.Of));
    }

    private static async Task<IResult> StopAsync(
        long id, StopRequest? request, HttpContext http, RunService runs, SampleReader samples, BaselineReader baselines, TimeProvider clock, CancellationToken ct) =>
        (await runs.StopAsync(id, request ?? new(), Caller.Of(http), ct)).TryGet(out var run, out var failure)
            ? TypedResults.Ok(await ViewAsync(run, samples, baselines, clock, ct))
            : failure.ToProblem();

    private static async Task<RunView> ViewAsync(Run run, SampleReader samples, BaselineReader baselines, TimeProvider clock, CancellationToken ct) =>
        RunView.Of(run, clock.GetUtcNow(), await samples.PercentileAsync(run.Id, 95, ct), await baselines.ReadAsync(run, ct));
}
