using Quartz;

namespace Tracker.Server.Tasks;

/// <summary>The times at which a task should run, and which of them a run stands for.</summary>
internal static class TaskSlots
{
    /// <summary>No more missed runs are counted.</summary>
    public const int Most = 1_000;

    private const int Shown = 5;

    /// <summary>By how much the clock of who reports may be ahead of ours.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>
    /// When the run after this one is expected. A run stands for the last time that has come when it began, however late, and
    /// never for the next one, unless it began within <c>early</c> of that.
    /// </summary>
    public static DateTimeOffset? NextExpected(ScheduledTask task, DateTimeOffset began, DateTimeOffset ended)
    {
        if (task.Period is { } period) return ended + period;
        if (task.NextAfter(began) is not { } next) return null;
        if (next - began <= LeadOf(task, began)) next = task.NextAfter(next) ?? next;
        return next < task.ExpectedAt ? task.ExpectedAt : next;
    }

    /// <summary>How many times went by without a run before one that began then.</summary>
    public static int MissedBefore(ScheduledTask task, DateTimeOffset began)
    {
        var come = Count(task, began);
        // The last of them is the run's own, unless it came early for another.
        var isEarly = task.Cron is not null && task.NextAfter(began) - began <= LeadOf(task, began);
        return isEarly ? come : Math.Max(0, come - 1);
    }

    /// <summary>How many times have gone by, with their grace, without a run.</summary>
    public static int Missed(ScheduledTask task, DateTimeOffset now) =>
        task.State is TaskState.Late or TaskState.Down && task.StartedAt is null ? Count(task, now - task.Grace) : 0;

    /// <summary>The next times, from the first one on.</summary>
    public static List<DateTimeOffset> Next(ScheduledTask task, DateTimeOffset? first)
    {
        var next = new List<DateTimeOffset>();
        for (var at = first; at is { } time && next.Count < Shown; at = task.NextAfter(time)) next.Add(time);
        return next;
    }

    private static TimeSpan LeadOf(ScheduledTask task, DateTimeOffset began) => task.Early ?? (task.ExpectedAt <= began ? TimeSpan.Zero : ClockSkew);

    /// <summary>How many times there are from the expected one up to an instant.</summary>
    private static int Count(ScheduledTask task, DateTimeOffset until)
    {
        if (task.ExpectedAt is not { } expected || expected > until) return 0;
        if (task.Period is { } period) return (int)Math.Min(Most, ((until - expected).Ticks / period.Ticks) + 1);
        if (task.Cron is not { } text) return 0;
        var cron = CronExpression.Parse(text, CronFormat.Unix).WithTimeZone(task.Zone);
        var count = 0;
        for (DateTimeOffset? at = expected; at <= until && count < Most; at = cron.GetNextValidTimeAfter(at.Value)) count++;
        return count;
    }
}
