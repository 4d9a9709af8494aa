using System.Globalization;
using System.Text.Json;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Stores how a task stands, and tells of a change of its state once: in its history, the activity feed, the change feed, and to whom a rule names.</summary>
public sealed class TaskLedger(Alerts alerts)
{
    /// <summary>The feed's topic for tasks and their states.</summary>
    public const string Topic = "tasks";

    /// <summary>The feed's topic for runs and calls.</summary>
    public const string PingTopic = "pings";

    /// <summary>Settles the task and stores it. The caller has its row to itself.</summary>
    /// <param name="before">As the row was read.</param>
    /// <param name="after">With what was reported.</param>
    internal async ValueTask<ScheduledTask> SaveAsync(IWrite write, ScheduledTask before, ScheduledTask after, DateTimeOffset now, TaskGap? gap = null)
    {
        var verdict = after.IsDaily ? await TaskStore.JudgeAsync(write, after, now) : null;
        after = TaskProgress.Settle(after, now, verdict, gap);
        if (after.State == before.State && !after.IsHeld)
        {
            await TaskStore.ProgressAsync(write, after);
            return after;
        }

        var settled = (await TaskMuting.DecideAsync(write, [Settled(before, after, now)], now))[0];
        await TaskStore.ProgressAsync(write, settled.After);
        if (settled.IsChanged)
        {
            await TaskStore.AddChangeAsync(write, after.Id, now, before.State, after.State, settled.Noted.Why);
            await ActivityLog.AppendAsync(write, EntryOf(settled.Noted, now));
            await write.ChangedAsync(Topic, Key(after.Id));
        }

        if (settled.IsTold) await alerts.RaiseAsync(write, Alert.Of(EntryOf(settled.After, now)));
        if (settled.EndsOutage) await TaskParents.ReleaseAsync(write, after.Id, now);
        return settled.After;
    }

    /// <summary>Settles those whose time has come, in as few statements as one. The caller has their rows to itself.</summary>
    internal async ValueTask SettleAsync(IWrite write, IReadOnlyCollection<ScheduledTask> due, DateTimeOffset now, TaskGap? gap)
    {
        if (due.Count == 0) return;
        var verdicts = await TaskBatch.JudgeAsync(write, due, now);
        var settled = await TaskMuting.DecideAsync(
            write, [.. due.Select(before => Settled(before, TaskProgress.Settle(before, now, verdicts.GetValueOrDefault(before.Id), gap), now))], now);
        await TaskBatch.SaveAsync(write, settled.ConvertAll(s => (s.Before, s.After)));
        var told = settled.FindAll(s => s.IsTold);
        if (told.Count > 0) await alerts.RaiseAllAsync(write, told.ConvertAll(s => Alert.Of(EntryOf(s.After, now))));
        var changed = settled.FindAll(s => s.IsChanged);
        if (changed.Count == 0) return;
        await TaskBatch.AddChangesAsync(write, changed.Select(s => (s.Before, s.Noted)), now);
        await ActivityLog.AppendAllAsync(write, changed.ConvertAll(s => EntryOf(s.Noted, now)));
        foreach (var s in changed.Where(s => s.EndsOutage)) await TaskParents.ReleaseAsync(write, s.After.Id, now);
        // Whoever follows looks anew in any case: one row tells of all of them.
        await write.ChangedAsync(Topic, changed.Count == 1 ? Key(changed[0].After.Id) : "");
    }

    /// <summary>Tells of something else than a state.</summary>
    internal async ValueTask TellAsync(IWrite write, ScheduledTask task, DateTimeOffset at, string kind, Severity severity, string title)
    {
        var entry = EntryOf(task, at, kind, severity, title);
        await ActivityLog.AppendAsync(write, entry);
        if (task.SnoozedUntil is null) await alerts.RaiseAsync(write, Alert.Of(entry));
    }

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static SettledTask Settled(ScheduledTask before, ScheduledTask after, DateTimeOffset now) =>
        new(before, after.State == before.State ? after : after with { StateSince = now });

    private static ActivityEntry EntryOf(ScheduledTask task, DateTimeOffset at)
    {
        var severity = task.State switch
        {
            TaskState.Down => Severity.Bad,
            TaskState.Late or TaskState.Unknown => Severity.Warning,
            TaskState.Up => Severity.Good,
            _ => Severity.Info,
        };
        return EntryOf(task, at, task.StateName, severity, $"{task.Name} is {task.StateName}: {task.Why}");
    }

    private static ActivityEntry EntryOf(ScheduledTask task, DateTimeOffset at, string kind, Severity severity, string title) =>
        new(at, Topic, "task." + kind, Key(task.Id), severity, title, $"/tasks/{Key(task.Id)}")
        {
            Service = task.Service,
            Environment = task.Environment,
            Host = task.Host,
            Tags = task.Tags.Count == 0 ? null : JsonSerializer.Serialize(task.Tags),
        };
}
