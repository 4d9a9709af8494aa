namespace Tracker.Server.Tasks;

/// <summary>
/// Whether people are told of a change now, or later. While a task is snoozed, or its parent is out, what becomes of it is
/// held back; what is left of that afterwards is told once.
/// </summary>
internal static class TaskTelling
{
    /// <summary>When to look again at a task that was muted at the very moment at which its parent recovered.</summary>
    public static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(30);

    public static bool IsOutage(TaskState state) => state is TaskState.Down or TaskState.Late or TaskState.Unknown;

    /// <summary>The task with what was told of it, and whether to tell of it now.</summary>
    public static (ScheduledTask Task, bool Tell) Decide(ScheduledTask before, ScheduledTask after, bool isMuted)
    {
        var changed = before.State != after.State;
        if (isMuted) return (changed ? after with { IsHeld = true } : after, false);
        if (!changed && !after.IsHeld) return (after, false);
        // Of an outage that nobody heard of nobody needs to hear that it is over.
        var tell = !after.IsHeld || IsOutage(after.State) || IsOutage(after.ToldState);
        return (after with { IsHeld = false, ToldState = tell ? after.State : after.ToldState }, tell);
    }
}
