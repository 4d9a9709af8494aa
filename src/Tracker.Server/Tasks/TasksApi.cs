using System.Globalization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Tasks.Reports;

namespace Tracker.Server.Tasks;

/// <summary>Tasks over REST. Who calls must show a credential, in open mode too.</summary>
public static class TasksApi
{
    private const int MostPerPage = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        var read = Group(app, Scope.Read);
        read.MapGet("/tasks", ListAsync).WithSummary("Lists tasks by name.").Produces<List<TaskView>>();
        read.MapGet("/tasks/{id}", GetAsync).WithSummary("Shows a task as it stands now.").Produces<TaskView>();
        read.MapGet("/tasks/{id}/jobs", JobsAsync).WithSummary("Lists a task's jobs, newest first.").Produces<List<JobView>>();
        read.MapGet("/tasks/{id}/changes", ChangesAsync).WithSummary("Lists the changes of a task's state, newest first.").Produces<List<TaskChangeView>>();
        read.MapGet("/tasks/{id}/pings", PingsAsync).WithSummary("Lists the last calls of a task's ping address, newest first.").Produces<List<PingView>>();
        read.MapPost("/reports", ReportAsync).WithSummary("Evaluates every task now.").Accepts<ReportRequest>("application/json").Produces<ReportView>();

        var write = Group(app, Scope.Write);
        write.MapPost("/tasks", CreateAsync).WithSummary("Creates a task.").Accepts<TaskRequest>("application/json").Produces<MadeView>(201);
        write.MapPut("/tasks/{id}", UpdateAsync).WithSummary("Replaces a task's settings.").Accepts<TaskRequest>("application/json").Produces<TaskView>();
        write.MapDelete("/tasks/{id}", DeleteAsync).WithSummary("Deletes a task with all that it has.").Produces(204);
        write.MapPost("/tasks/{id}/jobs", TrackAsync).WithSummary("Notes that a task's job was done.").Produces<MadeView>(201);
        write.MapPost("/tasks/{id}/pause", PauseAsync).WithSummary("Pauses a task, until an instant or for good.").Accepts<PauseRequest>("application/json").Produces<TaskView>();
        write.MapPost("/tasks/{id}/resume", ResumeAsync).WithSummary("Ends a pause.").Produces<TaskView>();
        write.MapPost("/tasks/{id}/snooze", SnoozeAsync).WithSummary("Holds back a task's alerts until an instant.").Accepts<SnoozeRequest>("application/json").Produces<TaskView>();
        write.MapPost("/tasks/{id}/unsnooze", UnsnoozeAsync).WithSummary("Ends a snooze.").Produces<TaskView>();
        write.MapPost("/backups", BackupAsync).WithSummary("Notes a job by the task's name, creating the task.").Accepts<BackupRequest>("application/json").Produces<MadeView>(201);

        var admin = Group(app, Scope.Admin);
        admin.MapGet("/ping-key", PingKeyAsync).WithSummary("Shows the key of ping addresses that name a task by its slug.").Produces<PingKeyView>();
        admin.MapPost("/ping-key", RenewPingKeyAsync).WithSummary("Makes another ping key; addresses with the old one are not found any more.").Produces<PingKeyView>(201);
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, Scope scope) => app.MapGroup("/api")
        .WithMetadata(new ScopeRequirement(scope))
        .WithTags("Tasks")
        .AddEndpointFilter(async (context, next) => Principal.Of(context.HttpContext).IsAuthenticated
            ? await next(context)
            : new Failure(RpcCode.Unauthenticated, "Tasks need credentials: send an API key as X-API-KEY.").ToProblem());

    private static async Task<IResult> ListAsync(HttpContext http, TaskReader tasks, string? q, string? tag, string? state, int? page, int? per_page, CancellationToken ct)
    {
        TaskState? only = Enum.TryParse<TaskState>(state, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : null;
        if (state is not null && only is null) return Failure.Invalid($"state must be one of {string.Join(", ", Enum.GetValues<TaskState>().Select(ScheduledTask.NameOf))}.").ToProblem();
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        var mayPing = MayPing(http);
        return TypedResults.Ok((await tasks.ListAsync(new(q ?? "", tag ?? "", only is { } one ? [one] : null), paging.PerPage, paging.Offset, ct)).ConvertAll(t => TaskView.Of(t, mayPing)));
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, TaskReader tasks, CancellationToken ct) =>
        ReadId(id).TryGet(out var number, out var failure) ? await ShowAsync(number, http, tasks, ct) : failure.ToProblem();

    private static async Task<IResult> JobsAsync(string id, TaskReader tasks, int? page, int? per_page, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out failure)) return failure.ToProblem();
        if (await tasks.FindAsync(number, ct) is null) return TaskService.Unknown(number).ToProblem();
        return TypedResults.Ok((await tasks.JobsAsync(number, paging.PerPage, paging.Offset, ct)).ConvertAll(JobView.Of));
    }

    private static async Task<IResult> ChangesAsync(string id, TaskReader tasks, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (await tasks.FindAsync(number, ct) is null) return TaskService.Unknown(number).ToProblem();
        return TypedResults.Ok((await tasks.ChangesAsync(number, 100, ct)).ConvertAll(TaskChangeView.Of));
    }

    private static async Task<IResult> PingsAsync(string id, TaskReader tasks, PingService pings, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (await tasks.FindAsync(number, ct) is null) return TaskService.Unknown(number).ToProblem();
        return TypedResults.Ok((await pings.ListAsync(number, 20, ct)).ConvertAll(PingView.Of));
    }

    private static async Task<IResult> CreateAsync(HttpContext http, TaskService tasks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<TaskRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        return (await tasks.CreateAsync(request, Caller.Of(http), ct)).Answer(task => TypedResults.Created($"/api/tasks/{task.Id}", new MadeView(task.Id)));
    }

    private static async Task<IResult> UpdateAsync(string id, HttpContext http, TaskService tasks, TaskReader reader, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (!(await JsonBody.ReadAsync<TaskRequest>(http)).TryGet(out var request, out failure)) return failure.ToProblem();
        return (await tasks.UpdateAsync(number, request, ct)).Failure is { } refused ? refused.ToProblem() : await ShowAsync(number, http, reader, ct);
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, TaskService tasks, CancellationToken ct) =>
        ReadId(id).TryGet(out var number, out var failure)
            ? (await tasks.DeleteAsync(number, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent())
            : failure.ToProblem();

    private static async Task<IResult> TrackAsync(string id, HttpContext http, TaskService tasks, CancellationToken ct) =>
        ReadId(id).TryGet(out var number, out var failure)
            ? (await tasks.TrackAsync(number, Caller.Of(http), ct)).Answer(Made)
            : failure.ToProblem();

    private static async Task<IResult> PauseAsync(string id, HttpContext http, TaskService tasks, TaskReader reader, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (!(await JsonBody.ReadAsync<PauseRequest>(http, optional: true)).TryGet(out var request, out failure)) return failure.ToProblem();
        return (await tasks.PauseAsync(number, request.Until, ct)).Failure is { } refused ? refused.ToProblem() : await ShowAsync(number, http, reader, ct);
    }

    private static async Task<IResult> ResumeAsync(string id, HttpContext http, TaskService tasks, TaskReader reader, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        return (await tasks.ResumeAsync(number, ct)).Failure is { } refused ? refused.ToProblem() : await ShowAsync(number, http, reader, ct);
    }

    private static async Task<IResult> SnoozeAsync(string id, HttpContext http, TaskService tasks, TaskReader reader, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        if (!(await JsonBody.ReadAsync<SnoozeRequest>(http)).TryGet(out var request, out failure)) return failure.ToProblem();
        return (await tasks.SnoozeAsync(number, request, ct)).Failure is { } refused ? refused.ToProblem() : await ShowAsync(number, http, reader, ct);
    }

    private static async Task<IResult> UnsnoozeAsync(string id, HttpContext http, TaskService tasks, TaskReader reader, CancellationToken ct)
    {
        if (!ReadId(id).TryGet(out var number, out var failure)) return failure.ToProblem();
        return (await tasks.UnsnoozeAsync(number, ct)).Failure is { } refused ? refused.ToProblem() : await ShowAsync(number, http, reader, ct);
    }

    private static async Task<IResult> BackupAsync(HttpContext http, TaskService tasks, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<BackupRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        return (await tasks.TrackBackupAsync(request, Caller.Of(http), ct)).Answer(Made);
    }

    private static async Task<IResult> ReportAsync(HttpContext http, TaskReports reports, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<ReportRequest>(http, optional: true)).TryGet(out var request, out var failure)) return failure.ToProblem();
        if (request.Notify is not (null or "ALWAYS" or "ON_ERROR" or "NEVER")) return Failure.Invalid("notify must be ALWAYS, ON_ERROR or NEVER.").ToProblem();
        if (request.Notify is "ALWAYS" or "ON_ERROR" && !Principal.Of(http).May(Scope.Write)) return new Failure(RpcCode.PermissionDenied, "notify: sending the report takes the scope write.").ToProblem();
        var report = await reports.MakeAsync(ct);
        if (request.Notify == "ALWAYS" || (request.Notify == "ON_ERROR" && report.IsBad)) await reports.SendAsync(report, Caller.Of(http), ct);
        return TypedResults.Ok(new ReportView(report.At, report.IsBad ? "ERR" : "OK", [.. report.Tasks.Select(ReportRow.Of)]));
    }

    private static async Task<IResult> PingKeyAsync(PingKeys keys, CancellationToken ct) => TypedResults.Ok(new PingKeyView(await keys.GetAsync(ct)));

    private static async Task<IResult> RenewPingKeyAsync(HttpContext http, PingKeys keys, CancellationToken ct) =>
        TypedResults.Json(new PingKeyView(await keys.RenewAsync(Caller.Of(http), ct)), statusCode: StatusCodes.Status201Created);

    private static async Task<IResult> ShowAsync(long id, HttpContext http, TaskReader tasks, CancellationToken ct) =>
        await tasks.StandingAsync(id, ct) is { } standing ? TypedResults.Ok(TaskView.Of(standing, MayPing(http))) : TaskService.Unknown(id).ToProblem();

    private static Microsoft.AspNetCore.Http.HttpResults.JsonHttpResult<MadeView> Made(long id) => TypedResults.Json(new MadeView(id), statusCode: StatusCodes.Status201Created);

    private static bool MayPing(HttpContext http) => Principal.Of(http).May(Scope.Write);

    private static Outcome<long> ReadId(string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        ? id
        : Failure.Invalid("taskID must be a whole number.");
}
