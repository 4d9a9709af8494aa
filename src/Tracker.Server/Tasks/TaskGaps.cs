using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>
/// Remembers when Tracker last looked at its tasks, so that a server that starts again knows how long nothing could be
/// reported. While one replica runs there is no gap.
/// </summary>
internal sealed class TaskGaps(IDatabase database, TaskClock clock)
{
    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(10);

    /// <summary>A restart shorter than this hides no run: callers try again.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(1);

    private DateTimeOffset _beaten;

    /// <summary>Notes the gap that ends with this start, if there was one.</summary>
    public async Task BeginAsync(CancellationToken ct)
    {
        await FollowAsync(ct);
        var now = clock.GetUtcNow();
        await database.WriteAsync(
            async write =>
            {
                var seen = await write.FirstAsync("SELECT seen_at FROM task_watch WHERE id = 1", r => r.GetInstantOrNull(0));
                if (now - seen > Least) await write.ExecuteAsync("INSERT INTO task_gap(from_at, to_at) VALUES($1, $2)", seen, now);
                await SeenAsync(write, now);
                return true;
            },
            ct);
        _beaten = now;
    }

    public async Task BeatAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now - _beaten < BeatEvery) return;
        await FollowAsync(ct);
        await database.WriteAsync(
            Isolation.RowLocks,
            async write =>
            {
                await SeenAsync(write, now);
                return true;
            },
            ct);
        _beaten = now;
    }

    public async Task<TaskGap?> LastAsync(CancellationToken ct) => (await database.QueryAsync(
        "SELECT from_at, to_at FROM task_gap ORDER BY id DESC LIMIT 1", r => new TaskGap(r.GetInstant(0), r.GetInstant(1)), ct)) is [var gap] ? gap : null;

    // SQLite's clock is this machine's.
    private async Task FollowAsync(CancellationToken ct)
    {
        if (!clock.IsMachines || database.Sql.Engine == SqlEngine.Sqlite) return;
        await using var connection = await database.OpenReadAsync(ct);
        var asked = clock.GetTimestamp();
        var told = await connection.FirstAsync($"SELECT {database.Sql.Now}", r => r.GetInstant(0), ct);
        clock.Follow(told, clock.GetElapsedTime(asked));
    }

    private static async ValueTask SeenAsync(IWrite write, DateTimeOffset now) => await write.ExecuteAsync(
        """
        INSERT INTO task_watch(id, seen_at) VALUES(1, $1)
        ON CONFLICT(id) DO UPDATE SET seen_at = excluded.seen_at WHERE task_watch.seen_at < excluded.seen_at
        """,
        now);
}
