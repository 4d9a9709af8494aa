using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Restoring;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>A job that another server noted.</summary>
/// <param name="Task">The task's name.</param>
internal sealed record RestoredJob(
    [property: JsonPropertyName("task")] string? Task,
    [property: JsonPropertyName("time")] DateTimeOffset? Time,
    [property: JsonPropertyName("duration")] double? Duration,
    [property: JsonPropertyName("early")] bool Early);

/// <summary>Stores the jobs that another server noted. A task has one job at an instant: what is there by that is not stored again.</summary>
internal sealed class JobRestore(IDatabase database, TaskClock clock)
{
    private static readonly TimeSpan LongestJob = TimeSpan.FromDays(366);

    private const string Known = "SELECT at FROM job WHERE task_id = $1 AND at >= $2 AND at <= $3";

    public async Task<List<RestoredView>> StoreAsync(IReadOnlyList<JsonElement> records, Caller caller, CancellationToken ct)
    {
        var outcomes = new RestoredView[records.Count];
        var byTask = new Dictionary<string, List<(int Place, TaskJob Job)>>(StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            if (!Read(records[i]).TryGet(out var read, out var failure)) outcomes[i] = RestoredView.Refused(failure);
            else if (byTask.TryGetValue(read.Task, out var jobs)) jobs.Add((i, read.Job));
            else byTask[read.Task] = [(i, read.Job)];
        }

        foreach (var (task, jobs) in byTask)
        {
            var stored = await database.WriteAsync(Isolation.RowLocks, async write => await StoreAsync(write, task, jobs.ConvertAll(j => j.Job), caller), ct);
            foreach (var (place, job) in jobs)
            {
                // Several at one instant are one job.
                outcomes[place] = stored is null ? RestoredView.Refused(Failure.NotFound($"task: there is no task \"{task}\".")) : stored.Remove(job.At) ? RestoredView.Stored : RestoredView.There;
            }
        }

        return [.. outcomes];
    }

    /// <summary>The instants of those that were stored; null when there is no such task.</summary>
    private async ValueTask<HashSet<DateTimeOffset>?> StoreAsync(IWrite write, string name, List<TaskJob> jobs, Caller caller)
    {
        if (await TaskStore.LockAsync(write, name) is not { } task) return null;
        var (first, last) = (jobs.Min(j => j.At), jobs.Max(j => j.At));
        var known = (await write.QueryAsync(Known, r => r.GetInstant(0), task.Id, first, last)).ToHashSet();
        var stored = new HashSet<DateTimeOffset>();
        foreach (var job in jobs.OrderBy(j => j.At).Where(j => known.Add(j.At)))
        {
            await TaskStore.AddJobAsync(write, task, job.At, job.Duration, job.Early);
            stored.Add(job.At);
        }

        if (stored.Count == 0) return stored;
        var now = clock.GetUtcNow();
        var newest = jobs.MaxBy(j => j.At)!;
        var after = newest.At <= task.LastRunAt ? task : TaskProgress.Succeeded(task, newest.At, null) with { LastDuration = newest.Duration };
        after = TaskProgress.Settle(after, now, after.IsDaily ? await TaskStore.JudgeAsync(write, after, now) : null);
        if (after.State != task.State) after = after with { StateSince = Instant.Truncate(now), ToldState = after.State };
        await TaskStore.ProgressAsync(write, after);
        await AuditLog.AppendAsync(write, new(now, caller.Principal.Name, caller.Address, "task.restore", TaskLedger.Key(task.Id), $"{stored.Count} jobs"));
        await write.ChangedAsync(TaskLedger.PingTopic, TaskLedger.Key(task.Id));
        return stored;
    }

    private Outcome<(string Task, TaskJob Job)> Read(JsonElement record)
    {
        if (!Restore.Read<RestoredJob>(record).TryGet(out var job, out var failure)) return failure;
        if (string.IsNullOrEmpty(job.Task) || job.Task.Length > 200 || job.Task.Any(char.IsControl)) return Failure.Invalid("task is required: the task's name.");
        if (job.Time is not { } time) return Failure.Invalid("time is required.");
        if (time < DateTimeOffset.UnixEpoch || time > clock.GetUtcNow() + ToldLate.Skew) return Failure.Invalid("time must lie after 1970 and not in the future.");
        if (job.Duration is { } seconds && !(seconds >= 0 && seconds <= LongestJob.TotalSeconds)) return Failure.Invalid($"duration must be from 0 to {LongestJob.TotalSeconds} seconds.");
        return (job.Task, new TaskJob(0, Instant.Truncate(time.ToUniversalTime()), job.Duration is { } d ? TimeSpan.FromSeconds(d) : null, job.Early));
    }
}
