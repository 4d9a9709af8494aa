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
        if (after.State != before.State) after = after with { StateSince = now };
        await TaskStore.ProgressAsync(write, after);
        if (after.State != before.State) await TellAsync(write, before, after, now);
        return after;
    }

    private async ValueTask TellAsync(IWrite write, ScheduledTask before, ScheduledTask after, DateTimeOffset now)
    {
        await TaskStore.AddChangeAsync(write, after.Id, now, before.State, after.State, after.Why);
        var severity = after.State switch
        {
            TaskState.Down => Severity.Bad,
            TaskState.Late or TaskState.Unknown => Severity.Warning,
            TaskState.Up => Severity.Good,
            _ => Severity.Info,
        };
        await TellAsync(write, after, now, after.StateName, severity, $"{after.Name} is {after.StateName}: {after.Why}");
        await write.ChangedAsync(Topic, Key(after.Id));
    }

    internal async ValueTask TellAsync(IWrite write, ScheduledTask task, DateTimeOffset at, string kind, Severity severity, string title)
    {
        var entry = new ActivityEntry(at, Topic, "task." + kind, Key(task.Id), severity, title, $"/tasks/{Key(task.Id)}")
        {
            Service = task.Service,
            Environment = task.Environment,
            Host = task.Host,
            Tags = task.Tags.Count == 0 ? null : JsonSerializer.Serialize(task.Tags),
        };
        await ActivityLog.AppendAsync(write, entry);
        await alerts.RaiseAsync(write, Alert.Of(entry));
    }

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);
}
