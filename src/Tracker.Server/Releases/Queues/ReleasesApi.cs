using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Queues;

/// <summary>Queues over REST: for deployers, and for people who decide.</summary>
public static class ReleasesApi
{
    private const int MostPerPage = 1_000;
    private const int StandardLease = 900;

    public static void Map(IEndpointRouteBuilder app)
    {
        var read = Group(app, Scope.Read);
        read.MapGet("/releases", ListAsync).WithSummary("Lists what is or was in a queue, newest first; by environment, application and state.").Produces<List<QueuedView>>();
        read.MapGet("/releases/pins", PinsAsync).WithSummary("Lists what is pinned, by application and environment.").Produces<List<PinView>>();
        read.MapGet("/releases/{environment}", QueueAsync).WithSummary("Shows the queue of an environment in its order, with the gates that are closed.").Produces<List<QueuedView>>();
        read.MapGet("/applications/{name}/releases", OfApplicationAsync).WithSummary("Lists the releases of an application, newest first.").Produces<List<ReleaseView>>();
        read.MapGet("/applications/{name}/why", WhyAsync).WithSummary("Tells why the newest release is not in an environment.").Produces<WhyView>();
        read.MapGet("/release-environments", EnvironmentsAsync).WithSummary("Lists the environments that releases pass, in their order.").Produces<List<EnvironmentView>>();

        var write = Group(app, Scope.Write);
        write.MapPost("/releases/{environment}/next", NextAsync).WithSummary("Claims the first release that may go, for as long as the lease lasts.").Accepts<NextRequest>("application/json").Produces<ClaimView>().Produces(204);
        write.MapPost("/releases/{id:guid}/renew", RenewAsync).WithSummary("Lets the lease of a claim start anew.").Accepts<ClaimRequest>("application/json").Produces<QueuedView>();
        write.MapPost("/releases/{id:guid}/deployed", DeployedAsync).WithSummary("Tells that a claimed release runs there now.").Accepts<ClaimRequest>("application/json").Produces<QueuedView>();
        write.MapPost("/releases/{id:guid}/failed", FailedAsync).WithSummary("Tells that the deployment of a claimed release failed, and why.").Accepts<ClaimRequest>("application/json").Produces<QueuedView>();
        write.MapPost("/releases/{id:guid}/promote", PromoteAsync).WithSummary("Decides that a release goes on although its version would not by itself, or once more.").Produces<QueuedView>();
        write.MapPost("/releases/{id:guid}/approve", ApproveAsync).WithSummary("Approves a queued release.").Produces<QueuedView>();
        write.MapPost("/releases/{id:guid}/skip", SkipAsync).WithSummary("Decides that a queued release does not go there, and why.").Accepts<ClaimRequest>("application/json").Produces<QueuedView>();
        write.MapPut("/applications/{name}/pins/{environment}", PinAsync).WithSummary("Keeps an application at a release in an environment.").Accepts<PinRequest>("application/json").Produces(204);
        write.MapDelete("/applications/{name}/pins/{environment}", UnpinAsync).WithSummary("Lets a pinned application go on.").Produces(204);

        Group(app, Scope.Admin).MapPut("/release-environments", ReplaceEnvironmentsAsync)
            .WithSummary("Replaces the environments that releases pass.").Accepts<List<EnvironmentView>>("application/json").Produces<List<EnvironmentView>>();
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, Scope scope) => app.MapGroup("/api").WithMetadata(new ScopeRequirement(scope)).WithTags("Releases");

    private static async Task<IResult> ListAsync(
        ReleaseReader releases, string? environment, string? application, string? state, int? page, int? per_page, CancellationToken ct)
    {
        QueueState? only = Enum.TryParse<QueueState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        if (state is not null && only is null) return Failure.Invalid($"state must be one of {string.Join(", ", Enum.GetNames<QueueState>()).ToLowerInvariant()}.").ToProblem();
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await releases.ListAsync(environment ?? "", application, only, paging.PerPage, paging.Offset, ct)).ConvertAll(QueuedView.Of));
    }

    private static async Task<IResult> PinsAsync(ReleaseReader releases, string? environment, string? application, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await releases.PinsAsync(environment ?? "", application ?? "", paging.PerPage, paging.Offset, ct)).ConvertAll(PinView.Of));
    }

    private static async Task<IResult> QueueAsync(string environment, ReleaseReader releases, QueueReader queues, TimeProvider clock, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        var environments = await releases.EnvironmentsAsync(ct);
        if (environments.All(e => e.Name != environment)) return ReleaseService.NoEnvironment(environment, environments).ToProblem();
        var views = new List<QueuedView>();
        foreach (var waiting in await queues.QueueAsync(environment, environments, ct, limit: paging.PerPage, offset: paging.Offset))
        {
            var gates = Gates.Closed(await queues.CompleteAsync(waiting, ct), clock.GetUtcNow());
            views.Add(QueuedView.Of(waiting.Entry, waiting.Release, waiting.Application) with { Gates = [.. gates.Select(GateView.Of)] });
        }

        return TypedResults.Ok(views);
    }

    private static async Task<IResult> OfApplicationAsync(string name, TrackerReader trackers, ReleaseReader releases, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        if (await trackers.FindAsync(name, ct) is not { } tracker) return TrackerService.Unknown(name).ToProblem();
        return TypedResults.Ok((await releases.ReleasesAsync(tracker.Id, paging.PerPage, paging.Offset, ct)).ConvertAll(ReleaseView.Of));
    }

    private static async Task<IResult> WhyAsync(string name, string? environment, TrackerReader trackers, Standings standings, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(environment)) return Failure.Invalid("environment is required, such as prod.").ToProblem();
        if (await trackers.FindAsync(name, ct) is not { } tracker) return TrackerService.Unknown(name).ToProblem();
        var all = await standings.OfAsync(tracker, ct);
        if (all.FirstOrDefault(s => s.Environment.Name == environment) is not { } standing) return ReleaseService.NoEnvironment(environment, [.. all.Select(s => s.Environment)]).ToProblem();
        var answer = Why.Answer(standing, clock.GetUtcNow());
        return TypedResults.Ok(new WhyView(name, environment, answer.IsThere, answer.Text, answer.Where, [.. answer.Gates.Select(GateView.Of)]));
    }

    private static async Task<IResult> EnvironmentsAsync(ReleaseReader releases, CancellationToken ct) =>
        TypedResults.Ok((await releases.EnvironmentsAsync(ct)).Select(EnvironmentView.Of).ToList());

    private static async Task<IResult> ReplaceEnvironmentsAsync(HttpContext http, EnvironmentService environments, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<List<EnvironmentView>>(http)).TryGet(out var views, out var failure)) return failure.ToProblem();
        return (await environments.ReplaceAsync(views, Caller.Of(http), ct)).Answer(all => TypedResults.Ok(all.Select(EnvironmentView.Of).ToList()));
    }

    private static async Task<IResult> NextAsync(string environment, HttpContext http, ReleaseService releases, Claims claims, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<NextRequest>(http, optional: true)).TryGet(out var request, out var failure)) return failure.ToProblem();
        var (caller, lease) = (Caller.Of(http), TimeSpan.FromSeconds(request.Lease ?? StandardLease));
        var outcome = await releases.NextAsync(environment, request.Deployer ?? caller.Author, lease, request.LockToken, caller, ct);
        if (outcome.Failure is { } refused) return refused.ToProblem();
        return outcome.OrThrow() is { } claimed ? TypedResults.Ok(await claims.ShowAsync(claimed, ct)) : TypedResults.NoContent();
    }

    private static Task<IResult> RenewAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        WithBodyAsync(http, (body, caller) => releases.RenewAsync(id, body.Attempt, caller, ct));

    private static Task<IResult> DeployedAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        WithBodyAsync(http, (body, caller) => releases.DeployedAsync(id, body.Attempt, caller, ct));

    private static Task<IResult> FailedAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        WithBodyAsync(http, (body, caller) => releases.FailedAsync(id, body.Attempt, body.Reason ?? "", caller, ct));

    private static Task<IResult> SkipAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        WithBodyAsync(http, (body, caller) => releases.SkipAsync(id, body.Reason ?? "", caller, ct));

    private static async Task<IResult> PromoteAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        (await releases.PromoteAsync(id, Caller.Of(http), ct)).Answer(q => TypedResults.Ok(QueuedView.Of(q)));

    private static async Task<IResult> ApproveAsync(Guid id, HttpContext http, ReleaseService releases, CancellationToken ct) =>
        (await releases.ApproveAsync(id, Caller.Of(http), ct)).Answer(q => TypedResults.Ok(QueuedView.Of(q)));

    private static async Task<IResult> PinAsync(string name, string environment, HttpContext http, PinService pins, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<PinRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        if (request.Release is not { } release) return Failure.Invalid("release is required: the release that the application stays at.").ToProblem();
        return (await pins.PinAsync(name, environment, release, request.Reason ?? "", Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> UnpinAsync(string name, string environment, HttpContext http, PinService pins, CancellationToken ct) =>
        (await pins.UnpinAsync(name, environment, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static async Task<IResult> WithBodyAsync(HttpContext http, Func<ClaimRequest, Caller, Task<Outcome<QueuedRelease>>> change)
    {
        if (!(await JsonBody.ReadAsync<ClaimRequest>(http, optional: true)).TryGet(out var body, out var failure)) return failure.ToProblem();
        return (await change(body, Caller.Of(http))).Answer(q => TypedResults.Ok(QueuedView.Of(q)));
    }
}
