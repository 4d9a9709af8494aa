using System.Globalization;
using Tracker.Client.Connect;

namespace Tracker.Client.Tasks;

/// <summary>What should keep happening, and whether it does. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class TasksClient
{
    private static readonly Route ListRoute = Route.Get("/api/tasks");
    private static readonly Route GetRoute = Route.Get("/api/tasks/{id}");
    private static readonly Route JobsRoute = Route.Get("/api/tasks/{id}/jobs");
    private static readonly Route ChangesRoute = Route.Get("/api/tasks/{id}/changes");
    private static readonly Route PingsRoute = Route.Get("/api/tasks/{id}/pings");
    private static readonly Route CreateRoute = Route.Post("/api/tasks");
    private static readonly Route UpdateRoute = Route.Put("/api/tasks/{id}");
    private static readonly Route DeleteRoute = Route.Delete("/api/tasks/{id}");
    private static readonly Route TrackRoute = Route.Post("/api/tasks/{id}/jobs");
    private static readonly Route BackupRoute = Route.Post("/api/backups");
    private static readonly Route PauseRoute = Route.Post("/api/tasks/{id}/pause", Repeat.Harmless);
    private static readonly Route ResumeRoute = Route.Post("/api/tasks/{id}/resume", Repeat.Harmless);
    private static readonly Route SnoozeRoute = Route.Post("/api/tasks/{id}/snooze", Repeat.Harmless);
    private static readonly Route UnsnoozeRoute = Route.Post("/api/tasks/{id}/unsnooze", Repeat.Harmless);
    private static readonly Route ReportRoute = Route.Post("/api/reports", Repeat.Twice);
    private static readonly Route PingKeyRoute = Route.Get("/api/ping-key");
    private static readonly Route RenewPingKeyRoute = Route.Post("/api/ping-key", Repeat.Twice);

    private readonly RestConnection _rest;

    internal TasksClient(RestConnection rest)
    {
        _rest = rest;
        Badges = new(rest);
        Pings = new(rest);
    }

    /// <summary>Reports without credentials, by a task's address.</summary>
    public PingsClient Pings { get; }

    /// <summary>States for pages elsewhere.</summary>
    public BadgesClient Badges { get; }

    /// <summary>The tasks that match, by name.</summary>
    public Paged<TaskDetails> List(TaskFilter? filter = null) => new(async (page, perPage, ct) =>
    {
        var query = new Query().Add("q", filter?.Name).Add("tag", filter?.Tag).AddName("state", filter?.State).Add("page", page).Add("per_page", perPage);
        var tasks = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, TasksJson.Default.IReadOnlyListTaskDetails, ct).ConfigureAwait(false);
        return new(tasks, null, false, tasks.Count >= perPage);
    });

    /// <summary>A task as it stands now.</summary>
    public Task<TaskDetails> GetAsync(long id, CancellationToken ct = default) => _rest.SendAsync(GetRoute, GetRoute.Path(Text(id)), TasksJson.Default.TaskDetails, ct);

    /// <summary>A task's jobs, newest first.</summary>
    public Paged<TaskJob> Jobs(long id) => new(async (page, perPage, ct) =>
    {
        var jobs = await _rest.SendAsync(JobsRoute, JobsRoute.Path(Text(id)) + new Query().Add("page", page).Add("per_page", perPage), TasksJson.Default.IReadOnlyListTaskJob, ct).ConfigureAwait(false);
        return new(jobs, null, false, jobs.Count >= perPage);
    });

    /// <summary>The last changes of a task's state, newest first, at most 100.</summary>
    public Task<IReadOnlyList<TaskChange>> GetChangesAsync(long id, CancellationToken ct = default) =>
        _rest.SendAsync(ChangesRoute, ChangesRoute.Path(Text(id)), TasksJson.Default.IReadOnlyListTaskChange, ct);

    /// <summary>The last calls of a task's ping address, newest first, at most 20.</summary>
    public Task<IReadOnlyList<TaskPing>> GetPingsAsync(long id, CancellationToken ct = default) =>
        _rest.SendAsync(PingsRoute, PingsRoute.Path(Text(id)), TasksJson.Default.IReadOnlyListTaskPing, ct);

    /// <summary>Makes a task; a conflict (409) says that its name is taken.</summary>
    /// <returns>Its id.</returns>
    public async Task<long> CreateAsync(TaskSettings settings, CancellationToken ct = default) =>
        (await _rest.SendAsync(CreateRoute, CreateRoute.Path(), settings, TasksJson.Default.TaskSettings, TasksJson.Default.IdAnswer, ct).ConfigureAwait(false)).Id;

    /// <summary>Replaces a task's settings.</summary>
    public Task<TaskDetails> UpdateAsync(long id, TaskSettings settings, CancellationToken ct = default) =>
        _rest.SendAsync(UpdateRoute, UpdateRoute.Path(Text(id)), settings, TasksJson.Default.TaskSettings, TasksJson.Default.TaskDetails, ct);

    /// <summary>Deletes a task with all that it has.</summary>
    public Task DeleteAsync(long id, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(Text(id)), ct);

    /// <summary>Notes that a task's job was done.</summary>
    /// <returns>The job's id.</returns>
    public async Task<long> TrackJobAsync(long id, CancellationToken ct = default) =>
        (await _rest.SendAsync(TrackRoute, TrackRoute.Path(Text(id)), TasksJson.Default.IdAnswer, ct).ConfigureAwait(false)).Id;

    /// <summary>Notes a job by the task's name, and makes the task (7 datapoints, no tolerance) where there is none.</summary>
    /// <returns>The job's id.</returns>
    public async Task<long> TrackBackupAsync(string taskName, CancellationToken ct = default) =>
        (await _rest.SendAsync(BackupRoute, BackupRoute.Path(), new BackupBody(taskName), TasksJson.Default.BackupBody, TasksJson.Default.IdAnswer, ct).ConfigureAwait(false)).Id;

    /// <summary>Stops watching a task.</summary>
    /// <param name="id">The task's.</param>
    /// <param name="until">When it is watched again by itself; for good unless given.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<TaskDetails> PauseAsync(long id, DateTimeOffset? until = null, CancellationToken ct = default) =>
        _rest.SendAsync(PauseRoute, PauseRoute.Path(Text(id)), new PauseBody(until), TasksJson.Default.PauseBody, TasksJson.Default.TaskDetails, ct);

    /// <summary>Ends a pause.</summary>
    public Task<TaskDetails> ResumeAsync(long id, CancellationToken ct = default) => _rest.SendAsync(ResumeRoute, ResumeRoute.Path(Text(id)), TasksJson.Default.TaskDetails, ct);

    /// <summary>Holds back a task's alerts until an instant.</summary>
    public Task<TaskDetails> SnoozeAsync(long id, DateTimeOffset until, CancellationToken ct = default) => SnoozeAsync(id, new SnoozeBody(until, null), ct);

    /// <summary>Holds back a task's alerts for so long, in whole seconds.</summary>
    public Task<TaskDetails> SnoozeAsync(long id, TimeSpan duration, CancellationToken ct = default) => SnoozeAsync(id, new SnoozeBody(null, duration), ct);

    /// <summary>Ends a snooze.</summary>
    public Task<TaskDetails> UnsnoozeAsync(long id, CancellationToken ct = default) => _rest.SendAsync(UnsnoozeRoute, UnsnoozeRoute.Path(Text(id)), TasksJson.Default.TaskDetails, ct);

    /// <summary>Evaluates every task now. Sending the report takes the scope write.</summary>
    public Task<TaskReport> ReportAsync(ReportNotify notify = ReportNotify.Never, CancellationToken ct = default) =>
        _rest.SendAsync(ReportRoute, ReportRoute.Path(), new ReportBody(notify), TasksJson.Default.ReportBody, TasksJson.Default.TaskReport, ct);

    /// <summary>The key of ping addresses that name a task by its slug; takes the admin scope.</summary>
    public async Task<string> GetPingKeyAsync(CancellationToken ct = default) =>
        (await _rest.SendAsync(PingKeyRoute, PingKeyRoute.Path(), TasksJson.Default.PingKeyAnswer, ct).ConfigureAwait(false)).Key;

    /// <summary>Makes another ping key; addresses with the old one are not found any more. Takes the admin scope.</summary>
    public async Task<string> RenewPingKeyAsync(CancellationToken ct = default) =>
        (await _rest.SendAsync(RenewPingKeyRoute, RenewPingKeyRoute.Path(), TasksJson.Default.PingKeyAnswer, ct).ConfigureAwait(false)).Key;

    private Task<TaskDetails> SnoozeAsync(long id, SnoozeBody body, CancellationToken ct) =>
        _rest.SendAsync(SnoozeRoute, SnoozeRoute.Path(Text(id)), body, TasksJson.Default.SnoozeBody, TasksJson.Default.TaskDetails, ct);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
