using System.Text;
using System.Text.Json;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Makes and changes tasks, and takes their jobs.</summary>
public sealed class TaskService(IDatabase database, TaskLedger ledger, TaskClock clock, EnvironmentNames environments, Quotas quotas)
{
    private static readonly TimeSpan LongestSnooze = TimeSpan.FromDays(400);

    public async Task<Outcome<ScheduledTask>> CreateAsync(TaskRequest request, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!TaskRules.Apply(request, Blank(now), environments, now).TryGet(out var task, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        return await database.TryWriteOnceAsync<ScheduledTask>(
            caller, "tasks.create", () => JsonSerializer.SerializeToUtf8Bytes(request), made => IdBytes(made.Id), bytes => task with { Id = BitConverter.ToInt64(bytes) },
            async write =>
            {
                if (!(await TaskParents.ResolveAsync(write, request.Parent, 0)).TryGet(out var parent, out var unknown)) return unknown;
                if (await InsertAsync(write, task with { ParentId = parent == 0 ? null : parent }, now) is not { } made) return Taken(task.Name);
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return made;
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>When a task that is asked for would run next, without making it; none for the daily rule.</summary>
    public Outcome<List<DateTimeOffset>> Preview(TaskRequest request)
    {
        var now = clock.GetUtcNow();
        if (!TaskRules.Apply(request with { Name = string.IsNullOrWhiteSpace(request.Name) ? "unnamed" : request.Name }, Blank(now), environments, now).TryGet(out var task, out var failure)) return failure;
        return TaskSlots.Next(task, task.NextAfter(now));
    }

    public async Task<Outcome<ScheduledTask>> UpdateAsync(long id, TaskRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await database.TryWriteAsync<ScheduledTask>(
            async write =>
            {
                if (await TaskStore.LockAsync(write, id) is not { } before) return Unknown(id);
                if (!TaskRules.Apply(request, before, environments, now).TryGet(out var after, out var failure)) return failure;
                if (await TaskStore.IsNameTakenAsync(write, after.Name, id)) return Taken(after.Name);
                if (!(await TaskParents.ResolveAsync(write, request.Parent, id)).TryGet(out var parent, out failure)) return failure;
                after = after with { ParentId = parent == 0 ? null : parent };
                await TaskStore.ConfigureAsync(write, after);
                if (!after.Tags.SequenceEqual(before.Tags)) await TaskStore.TagAsync(write, id, after.Tags);
                await write.ChangedAsync(TaskLedger.Topic, TaskLedger.Key(id));
                var kept = (before.Period, before.Cron, before.Grace, before.MaxRun, before.Timezone) == (after.Period, after.Cron, after.Grace, after.MaxRun, after.Timezone);
                return await ledger.SaveAsync(write, before, kept ? after : Rescheduled(after), now);
            },
            ct);
    }

    public Task<Outcome<ScheduledTask>> DeleteAsync(long id, Caller caller, CancellationToken ct) => database.TryWriteAsync<ScheduledTask>(
        async write =>
        {
            if (await TaskStore.LockAsync(write, id) is not { } task) return Unknown(id);
            await TaskParents.ReleaseAsync(write, id, clock.GetUtcNow());
            await TaskStore.DeleteAsync(write, id);
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "task.delete", TaskLedger.Key(id), task.Name));
            await write.ChangedAsync(TaskLedger.Topic, TaskLedger.Key(id));
            return task;
        },
        ct, Isolation.RowLocks);

    /// <summary>Notes a job that was done; returns its id.</summary>
    public async Task<Outcome<long>> TrackAsync(long id, Caller caller, CancellationToken ct)
    {
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        return await database.TryWriteOnceAsync<long>(
            caller, "tasks.job", () => IdBytes(id), IdBytes, bytes => BitConverter.ToInt64(bytes),
            async write =>
            {
                if (await TaskStore.LockAsync(write, id) is not { } task) return Unknown(id);
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                var now = clock.GetUtcNow();
                return (await SucceedAsync(write, task, task, now, now, null)).Job;
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>The same by the task's name; a new name is a new task with seven datapoints and no tolerance.</summary>
    public async Task<Outcome<long>> TrackBackupAsync(BackupRequest request, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(request.TaskName)) return Failure.Invalid("taskName is required.");
        if (!TaskRules.Apply(new() { Name = request.TaskName }, Blank(now), environments, now).TryGet(out var fresh, out var failure))
        {
            return failure with { Message = failure.Message.Replace("name ", "taskName ", StringComparison.Ordinal) };
        }

        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        return await database.TryWriteOnceAsync<long>(
            caller, "tasks.backup", () => Encoding.UTF8.GetBytes(fresh.Name), IdBytes, bytes => BitConverter.ToInt64(bytes),
            async write =>
            {
                var task = await TaskStore.LockAsync(write, fresh.Name) ?? await InsertAsync(write, fresh, now) ?? await TaskStore.LockAsync(write, fresh.Name);
                if (task is null) return new Failure(RpcCode.Aborted, $"The task \"{fresh.Name}\" was deleted at this moment; try again.");
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return (await SucceedAsync(write, task, task, now, now, null)).Job;
            },
            ct, Isolation.RowLocks);
    }

    public Task<Outcome<ScheduledTask>> PauseAsync(long id, DateTimeOffset? until, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (until <= now) return Task.FromResult<Outcome<ScheduledTask>>(Failure.Invalid("until must lie in the future."));
        return ChangeAsync(id, now, task => TaskProgress.Paused(task, until), ct);
    }

    public Task<Outcome<ScheduledTask>> ResumeAsync(long id, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return ChangeAsync(id, now, task => task.State == TaskState.Paused ? TaskProgress.Resumed(task, now) : task, ct);
    }

    /// <summary>Holds back what would be told until then.</summary>
    public Task<Outcome<ScheduledTask>> SnoozeAsync(long id, SnoozeRequest request, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        Failure? wrong = (request.Until, request.For) switch
        {
            (null, null) or (not null, not null) => Failure.Invalid("one of until, for is required."),
            ({ } instant, null) when instant <= now || instant > now + LongestSnooze => Failure.Invalid("until must lie in the future, by at most 400 days."),
            (null, { } span) when span <= TimeSpan.Zero => Failure.Invalid("for must be a second or more."),
            _ => null,
        };
        var until = Instant.Truncate(request.Until?.ToUniversalTime() ?? now + request.For.GetValueOrDefault());
        return wrong is null ? ChangeAsync(id, now, task => TaskProgress.Snoozed(task, until), ct) : Task.FromResult<Outcome<ScheduledTask>>(wrong);
    }

    /// <summary>Ends a snooze: what was held back is told.</summary>
    public Task<Outcome<ScheduledTask>> UnsnoozeAsync(long id, CancellationToken ct) =>
        ChangeAsync(id, clock.GetUtcNow(), task => task with { SnoozedUntil = null }, ct);

    /// <param name="before">As the row was read.</param>
    /// <param name="task">With what else was reported.</param>
    /// <param name="at">When it ended; before now where that is told late.</param>
    internal async ValueTask<(long Job, ScheduledTask Task)> SucceedAsync(IWrite write, ScheduledTask before, ScheduledTask task, DateTimeOffset at, DateTimeOffset now, Guid? rid)
    {
        var started = TaskProgress.StartOf(task, rid);
        var isOutdated = TaskProgress.IsOutdated(task, at);
        var early = !isOutdated && TaskProgress.IsEarly(task, started ?? at);
        var job = await TaskStore.AddJobAsync(write, task, at, at - started, early);
        if (early) await ledger.TellAsync(write, task, now, "early", Severity.Warning, $"{task.Name} ran early: it was expected at {task.ExpectedAt:yyyy-MM-dd HH:mm:ss} UTC");
        var after = await ledger.SaveAsync(write, before, isOutdated ? task : TaskProgress.Succeeded(task, at, rid), now);
        await write.ChangedAsync(TaskLedger.PingTopic, TaskLedger.Key(task.Id));
        return (job, after);
    }

    /// <summary>Null when the name is taken.</summary>
    internal async ValueTask<ScheduledTask?> InsertAsync(IWrite write, ScheduledTask task, DateTimeOffset now)
    {
        var verdict = task.IsDaily ? TaskStore.Judge(task, DailyRule.DayOf(now, task.Zone), 0, false, false) : null;
        task = TaskProgress.Settle(task, now, verdict);
        var id = await TaskStore.InsertAsync(write, task);
        if (id == 0) return null;
        task = task with { Id = id, ToldState = task.State };
        if (task.Tags.Count > 0) await TaskStore.TagAsync(write, id, task.Tags);
        await ledger.TellAsync(write, task, now, "created", Severity.Info, $"{task.Name} should happen: {task.Schedule}");
        await write.ChangedAsync(TaskLedger.Topic, TaskLedger.Key(id));
        return task;
    }

    internal static ScheduledTask Blank(DateTimeOffset now) => new()
    {
        PingId = Guid.NewGuid(),
        BadgeId = Guid.NewGuid(),
        CreatedAt = Instant.Truncate(now),
        StateSince = Instant.Truncate(now),
        Why = "Waiting for the first run",
    };

    internal static Failure Unknown(long id) => Failure.NotFound($"There is no task {id}.");

    /// <summary>Under another schedule, what was missed under the old one is over.</summary>
    private static ScheduledTask Rescheduled(ScheduledTask task) => task.State == TaskState.Paused
        ? task
        : task with
        {
            State = task.LastRunAt is null || task.IsDaily ? TaskState.New : TaskState.Up,
            Why = task.LastRunAt is null ? "Waiting for the first run" : "The schedule was changed",
            ExpectedAt = task.LastRunAt is { } last ? task.NextAfter(last) : null,
            Recent = 0,
            StartedAt = null,
            StartedRid = null,
        };

    private static byte[] IdBytes(long id) => BitConverter.GetBytes(id);

    private static Failure Taken(string name) => new(RpcCode.AlreadyExists, $"name: there is a task \"{name}\" already.");

    private Task<Outcome<ScheduledTask>> ChangeAsync(long id, DateTimeOffset now, Func<ScheduledTask, ScheduledTask> change, CancellationToken ct) =>
        database.TryWriteAsync<ScheduledTask>(
            async write =>
            {
                if (await TaskStore.LockAsync(write, id) is not { } task) return Unknown(id);
                await write.ChangedAsync(TaskLedger.Topic, TaskLedger.Key(id));
                return await ledger.SaveAsync(write, task, change(task), now);
            },
            ct, Isolation.RowLocks);
}
