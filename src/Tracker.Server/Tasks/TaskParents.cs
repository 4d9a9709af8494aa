using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>A task that others depend on: while it is out, nobody is told that they are too.</summary>
internal sealed record TaskParent(long Id, string Name, TaskState State);

/// <summary>The SQL of parents and their children.</summary>
internal static class TaskParents
{
    private const int Deepest = 20;

    /// <summary>The parent that is asked for by its name or id, or what is wrong with it; zero for none.</summary>
    /// <param name="child">The task that is to have it; zero for a new one.</param>
    public static async ValueTask<Outcome<long>> ResolveAsync(IWrite write, string? asked, long child)
    {
        if (string.IsNullOrWhiteSpace(asked)) return 0L;
        var id = await write.FirstAsync("SELECT id FROM task WHERE name = $1", r => r.GetInt64(0), asked.Trim());
        if (id == 0 && long.TryParse(asked, out var number)) id = await write.FirstAsync("SELECT id FROM task WHERE id = $1", r => r.GetInt64(0), number);
        if (id == 0) return Failure.Invalid($"parent: there is no task \"{asked}\".");
        var above = id;
        for (var depth = 0; above != 0; depth++)
        {
            if (above == child) return Failure.Invalid("parent: a task cannot be its own parent, nor that of one above it.");
            if (depth == Deepest) return Failure.Invalid($"parent: there may be at most {Deepest} tasks above one another.");
            above = await write.FirstAsync("SELECT COALESCE(parent_id, 0) FROM task WHERE id = $1", r => r.GetInt64(0), above);
        }

        return id;
    }

    /// <summary>Has the children whose alerts were held back looked at at once.</summary>
    public static async ValueTask ReleaseAsync(IWrite write, long parent, DateTimeOffset now) =>
        await write.ExecuteAsync("UPDATE task SET next_deadline = $2 WHERE parent_id = $1 AND held = 1", parent, now);
}
