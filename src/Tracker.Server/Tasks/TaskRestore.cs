using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Restoring;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>What a task of another server has besides its settings.</summary>
internal sealed record RestoredTask
{
    [JsonPropertyName("created_at")]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyName("ping_path")]
    public string? PingPath { get; init; }

    [JsonPropertyName("badge_path")]
    public string? BadgePath { get; init; }

    [JsonPropertyName("state")]
    public string? State { get; init; }

    [JsonPropertyName("paused_until")]
    public DateTimeOffset? PausedUntil { get; init; }

    [JsonPropertyName("snoozed_until")]
    public DateTimeOffset? SnoozedUntil { get; init; }
}

/// <summary>
/// Stores tasks as another server had them: those who ping them go on as before. One that is there already, by its name or
/// its ping address, stays as it is, but for a parent that came after it.
/// </summary>
internal sealed class TaskRestore(IDatabase database, TaskClock clock, EnvironmentNames environments)
{
    private const int AtOnce = 50;

    public async Task<List<RestoredView>> StoreAsync(IReadOnlyList<JsonElement> records, Caller caller, CancellationToken ct)
    {
        var outcomes = new List<RestoredView>(records.Count);
        foreach (var some in records.Select(Read).Chunk(AtOnce))
        {
            outcomes.AddRange(await database.WriteAsync(Isolation.RowLocks, async write => await StoreAsync(write, some, caller), ct));
        }

        return outcomes;
    }

    private async ValueTask<List<RestoredView>> StoreAsync(IWrite write, IEnumerable<Outcome<(ScheduledTask Task, string? Parent)>> some, Caller caller)
    {
        var outcomes = new List<RestoredView>();
        foreach (var one in some)
        {
            if (!one.TryGet(out var task, out var failure)) outcomes.Add(RestoredView.Refused(failure));
            else outcomes.Add(await StoreAsync(write, task.Task, task.Parent) ? RestoredView.Stored : RestoredView.There);
        }

        var stored = outcomes.Count(o => o == RestoredView.Stored);
        if (stored > 0) await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "task.restore", "", $"{stored} tasks"));
        return outcomes;
    }

    private static async ValueTask<bool> StoreAsync(IWrite write, ScheduledTask task, string? parent)
    {
        var there = await TaskStore.LockAsync(write, task.Name) ?? await TaskStore.LockAsync(write, task.PingId);
        var above = (await TaskParents.ResolveAsync(write, parent, there?.Id ?? 0)).TryGet(out var found, out _) && found != 0 ? found : (long?)null;
        if (there is not null)
        {
            if (there.ParentId is null && above is not null) await TaskStore.ConfigureAsync(write, there with { ParentId = above });
            return false;
        }

        if (await write.FirstAsync("SELECT 1 FROM task WHERE badge_id = $1", _ => true, task.BadgeId)) task = task with { BadgeId = Guid.NewGuid() };
        var id = await TaskStore.InsertAsync(write, task with { ParentId = above });
        if (id == 0) return false;
        await TaskStore.ProgressAsync(write, task with { Id = id, ToldState = task.State });
        if (task.Tags.Count > 0) await TaskStore.TagAsync(write, id, task.Tags);
        await write.ChangedAsync(TaskLedger.Topic, TaskLedger.Key(id));
        return true;
    }

    private Outcome<(ScheduledTask Task, string? Parent)> Read(JsonElement record)
    {
        var now = clock.GetUtcNow();
        if (!Restore.Read<TaskRequest>(record).TryGet(out var request, out var failure)) return failure;
        if (!Restore.Read<RestoredTask>(record).TryGet(out var more, out failure)) return failure;
        if (!TaskRules.Apply(request, TaskService.Blank(now), environments, now).TryGet(out var task, out failure)) return failure;
        if (more.CreatedAt < DateTimeOffset.UnixEpoch || more.CreatedAt > now + ToldLate.Skew) return Failure.Invalid("created_at must lie after 1970 and not in the future.");
        if (request.Parent is { } parent && (parent.Length > 200 || parent.Any(char.IsControl))) return Failure.Invalid("parent must be the name of a task.");
        task = task with
        {
            CreatedAt = Instant.Truncate((more.CreatedAt ?? now).ToUniversalTime()),
            PingId = IdIn(more.PingPath, "/ping/", "") ?? task.PingId,
            BadgeId = IdIn(more.BadgePath, "/badge/", ".svg") ?? task.BadgeId,
            SnoozedUntil = more.SnoozedUntil > now ? Instant.Truncate(more.SnoozedUntil.Value.ToUniversalTime()) : null,
        };
        var isPaused = more.State == ScheduledTask.NameOf(TaskState.Paused) && !(more.PausedUntil <= now);
        if (isPaused) task = TaskProgress.Paused(task, more.PausedUntil is { } until ? Instant.Truncate(until.ToUniversalTime()) : null);
        var verdict = task.IsDaily ? TaskStore.Judge(task, DailyRule.DayOf(now, task.Zone), 0, false, false) : null;
        return (TaskProgress.Settle(task, now, verdict), request.Parent);
    }

    private static Guid? IdIn(string? path, string before, string after) =>
        path is not null && path.StartsWith(before, StringComparison.Ordinal) && path.EndsWith(after, StringComparison.Ordinal)
            && Guid.TryParse(path[before.Length..^after.Length], out var id) ? id : null;
}
