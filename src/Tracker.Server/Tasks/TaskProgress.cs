using System.Numerics;

namespace Tracker.Server.Tasks;

/// <summary>A time in which Tracker did not run, so nothing could be reported to it.</summary>
public readonly record struct TaskGap(DateTimeOffset From, DateTimeOffset To)
{
    public bool Overlaps(DateTimeOffset from, DateTimeOffset to) => From < to && from < To;
}

/// <summary>How a task's state follows from what was reported and from the time. Nothing here reads a clock or a store.</summary>
public static class TaskProgress
{
    /// <summary>A run began.</summary>
    public static ScheduledTask Started(ScheduledTask task, DateTimeOffset at, Guid? rid) => task with { StartedAt = at, StartedRid = rid };

    /// <summary>The start that an end belongs to: the same run id, or both without.</summary>
    public static DateTimeOffset? StartOf(ScheduledTask task, Guid? rid) => task.StartedRid == rid ? task.StartedAt : null;

    /// <summary>Whether a later run has been told of already, so that this one says nothing about how the task stands.</summary>
    public static bool IsOutdated(ScheduledTask task, DateTimeOffset at) => at < task.LastRunAt;

    /// <summary>Whether a run comes before its time by more than the task puts up with.</summary>
    public static bool IsEarly(ScheduledTask task, DateTimeOffset at) =>
        task is { Early: { } early, ExpectedAt: { } expected, State: not TaskState.Paused } && at < expected - early;

    /// <summary>
    /// A run ended well. It is credited to the time at which it began: one that ends after the next time has come does not
    /// stand for that one too.
    /// </summary>
    public static ScheduledTask Succeeded(ScheduledTask task, DateTimeOffset at, Guid? rid)
    {
        var started = StartOf(task, rid);
        var done = task with { LastRunAt = at, LastDuration = at - started };
        if (started is not null || rid is null) done = done with { StartedAt = null, StartedRid = null };
        return Ran(done, started ?? at, at, failed: false, "It ran");
    }

    /// <summary>A run ended badly. The daily rule counts runs that succeed and takes no notice.</summary>
    public static ScheduledTask Failed(ScheduledTask task, DateTimeOffset at, Guid? rid, string why)
    {
        var started = StartOf(task, rid);
        return Ran(started is null ? task : task with { StartedAt = null, StartedRid = null }, started ?? at, at, failed: true, why);
    }

    /// <summary>Nobody is told until then; who was told before is told again if it is still out.</summary>
    public static ScheduledTask Snoozed(ScheduledTask task, DateTimeOffset until) => task with { SnoozedUntil = until, IsHeld = task.IsHeld || TaskTelling.IsOutage(task.State) };

    public static ScheduledTask Paused(ScheduledTask task, DateTimeOffset? until) => task with
    {
        State = TaskState.Paused,
        Why = until is null ? "Paused by hand" : $"Paused until {until:yyyy-MM-dd HH:mm} UTC",
        PausedUntil = until,
        StartedAt = null,
        StartedRid = null,
    };

    /// <summary>Begins anew: what was missed during the pause was not expected.</summary>
    public static ScheduledTask Resumed(ScheduledTask task, DateTimeOffset at) => task with
    {
        State = TaskState.New,
        Why = "Resumed; waiting for the next run",
        PausedUntil = null,
        ExpectedAt = task.LastRunAt is null ? null : task.NextAfter(at),
    };

    /// <summary>Brings state and next deadline up to the time.</summary>
    /// <param name="daily">What the daily rule says; null for a task with a schedule.</param>
    /// <param name="gap">The last time in which Tracker did not run.</param>
    public static ScheduledTask Settle(ScheduledTask task, DateTimeOffset now, DailyVerdict? daily = null, TaskGap? gap = null)
    {
        var settled = SettleState(task, now, daily, gap);
        if (settled.SnoozedUntil is not { } until) return settled;
        if (until <= now) return settled with { SnoozedUntil = null };
        return settled with { NextDeadline = settled.NextDeadline < until ? settled.NextDeadline : until };
    }

    private static ScheduledTask SettleState(ScheduledTask task, DateTimeOffset now, DailyVerdict? daily, TaskGap? gap)
    {
        if (task.State == TaskState.Paused)
        {
            if (!(task.PausedUntil <= now)) return task with { NextDeadline = task.PausedUntil };
            task = Resumed(task, now);
        }

        if (daily is not null) return Daily(task, daily);
        if (task is { StartedAt: { } started })
        {
            var limit = task.MaxRun ?? task.Grace;
            if (started + limit > now) return task with { NextDeadline = started + limit };
            if (task.State != TaskState.Down && gap is { } hole && hole.Overlaps(started, started + limit)) return Unknown(task, now, hole);
            task = Failed(task, started + limit, task.StartedRid, $"It started and did not end within {TaskDuration.Format(limit)}");
        }

        if (task.State == TaskState.Down) return task with { NextDeadline = null };
        if (task.ExpectedAt is not { } expected) return task with { NextDeadline = null };
        if (expected > now) return task with { NextDeadline = expected };
        if (gap is { } g && g.Overlaps(expected - task.Grace, expected + task.Grace)) return Unknown(task, now, g);
        if (expected + task.Grace <= now) return Down(task, $"No run by {expected + task.Grace:yyyy-MM-dd HH:mm:ss} UTC; it was expected at {expected:HH:mm:ss}");
        return task with { State = TaskState.Late, Why = $"It was expected at {expected:yyyy-MM-dd HH:mm:ss} UTC", NextDeadline = expected + task.Grace };
    }

    /// <summary>A run ended: whether it is up or down now is a matter of how many of the last ones failed.</summary>
    private static ScheduledTask Ran(ScheduledTask task, DateTimeOffset began, DateTimeOffset ended, bool failed, string why)
    {
        if (task.IsDaily || task.State == TaskState.Paused) return task;
        var recent = ((task.Recent << 1) | (failed ? 1L : 0L)) & ((1L << task.OutOf) - 1);
        var failures = BitOperations.PopCount((ulong)recent);
        var isDown = failures >= task.Failures;
        var rate = $"{failures} of the last {task.OutOf} runs failed";
        if (!failed && isDown) why = $"{why}, but {rate}";
        else if (failed && task.OutOf > 1) why = isDown ? $"{why}; {rate}" : $"{why}; {rate}, {task.Failures} make it down";
        if (TaskSlots.MissedBefore(task, began) is > 0 and var missed) why += $"; {MissedText(missed)}";
        return task with { State = isDown ? TaskState.Down : TaskState.Up, Why = why, Recent = recent, ExpectedAt = TaskSlots.NextExpected(task, began, ended) };
    }

    /// <summary>How many runs were missed, in words.</summary>
    public static string MissedText(int missed) => missed switch
    {
        1 => "1 run was missed",
        >= TaskSlots.Most => $"{TaskSlots.Most} runs or more were missed",
        _ => $"{missed} runs were missed",
    };

    private static ScheduledTask Daily(ScheduledTask task, DailyVerdict verdict)
    {
        var state = verdict.Status switch
        {
            DailyStatus.OK => TaskState.Up,
            DailyStatus.Error => TaskState.Down,
            _ => TaskState.New,
        };
        // The end of a day is noticed for all of a zone together.
        return task with { State = state, Why = verdict.Why, ExpectedAt = null, NextDeadline = null };
    }

    private static ScheduledTask Down(ScheduledTask task, string why) =>
        task with { State = TaskState.Down, Why = why, NextDeadline = null, StartedAt = null, StartedRid = null };

    private static ScheduledTask Unknown(ScheduledTask task, DateTimeOffset now, TaskGap gap)
    {
        var next = task.NextAfter(now);
        return task with
        {
            State = TaskState.Unknown,
            Why = $"Tracker did not run from {gap.From:yyyy-MM-dd HH:mm:ss} to {gap.To:yyyy-MM-dd HH:mm:ss} UTC",
            ExpectedAt = next,
            NextDeadline = next,
            StartedAt = null,
            StartedRid = null,
        };
    }
}
