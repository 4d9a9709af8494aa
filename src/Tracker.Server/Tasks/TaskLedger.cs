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
        var changed = after.State != before.State;
        if (changed) after = after with { StateSince = now };
        var mute = changed || after.IsHeld ? await MuteAsync(write, after) : null;
        (after, var tell) = TaskTelling.Decide(before, after, mute is not null);
        if (mute is not null && changed && after.ParentId is not null) after = LookAgain(after, now);
        await TaskStore.ProgressAsync(write, after);
        if (changed) await ChangeAsync(write, before, after, now, mute);
        if (tell) await alerts.RaiseAsync(write, Alert.Of(EntryOf(after, now)));
        if (TaskTelling.IsOutage(before.State) && !TaskTelling.IsOutage(after.State)) await TaskParents.ReleaseAsync(write, after.Id, now);
        return after;
    }

    /// <summary>Why nobody is to be told now; null when they are.</summary>
    private static async ValueTask<string?> MuteAsync(IWrite write, ScheduledTask task)
    {
        if (task.SnoozedUntil is { } until) return string.Create(CultureInfo.InvariantCulture, $"snoozed until {until:yyyy-MM-dd HH:mm} UTC");
        if (task.ParentId is not { } id || await TaskParents.FindAsync(write, id) is not { } parent) return null;
        return TaskTelling.IsOutage(parent.State) ? $"muted by {parent.Name}" : null;
    }

    private static ScheduledTask LookAgain(ScheduledTask task, DateTimeOffset now)
    {
        var again = now + TaskTelling.LookAgain;
        return task with { NextDeadline = task.NextDeadline < again ? task.NextDeadline : again };
    }

    private static async ValueTask ChangeAsync(IWrite write, ScheduledTask before, ScheduledTask after, DateTimeOffset now, string? mute)
    {
        var why = mute is null ? after.Why : $"{after.Why} ({mute})";
        await TaskStore.AddChangeAsync(write, after.Id, now, before.State, after.State, why);
        await ActivityLog.AppendAsync(write, EntryOf(after with { Why = why }, now));
        await write.ChangedAsync(Topic, Key(after.Id));
    }

    private static ActivityEntry EntryOf(ScheduledTask after, DateTimeOffset now)
    {
        var severity = after.State switch
        {
            TaskState.Down => Severity.Bad,
            TaskState.Late or TaskState.Unknown => Severity.Warning,
            TaskState.Up => Severity.Good,
            _ => Severity.Info,
        };
        return EntryOf(after, now, after.StateName, severity, $"{after.Name} is {after.StateName}: {after.Why}");
    }

    internal async ValueTask TellAsync(IWrite write, ScheduledTask task, DateTimeOffset at, string kind, Severity severity, string title)
    {
        var entry = EntryOf(task, at, kind, severity, title);
        await ActivityLog.AppendAsync(write, entry);
        if (task.SnoozedUntil is null) await alerts.RaiseAsync(write, Alert.Of(entry));
    }

    private static ActivityEntry EntryOf(ScheduledTask task, DateTimeOffset at, string kind, Severity severity, string title) =>
        new(at, Topic, "task." + kind, Key(task.Id), severity, title, $"/tasks/{Key(task.Id)}")
        {
            Service = task.Service,
            Environment = task.Environment,
            Host = task.Host,
            Tags = task.Tags.Count == 0 ? null : JsonSerializer.Serialize(task.Tags),
        };

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);
}
