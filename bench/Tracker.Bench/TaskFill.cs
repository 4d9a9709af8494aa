using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Bench;

/// <summary>
/// Brings a store to a number of daily tasks, each with a job on each of the last thirty days: by SQL, while the server is
/// stopped, since through the API a month takes a month.
/// </summary>
internal sealed class TaskFill(TrackerProcess server)
{
    private const int Rows = 1_000;
    private const int Days = 30;

    private int _tasks;

    /// <summary>Stops the server, and starts it again.</summary>
    public async Task<List<Guid>> UpToAsync(int tasks, CancellationToken ct)
    {
        await server.StopAsync(TimeSpan.FromMinutes(1), ct);
        List<Guid> pings;
        await using (var store = await Database.OpenAsync(
            new() { DataDirectory = server.DataDirectory }, [typeof(TrackerServer).Assembly], TimeProvider.System, NullLoggerFactory.Instance, ct))
        {
            for (; _tasks < tasks; _tasks += Rows) await store.WriteAsync(AddAsync, ct);
            pings = await store.QueryAsync("SELECT ping_id FROM task ORDER BY id", r => r.GetUuid(0), ct);
        }

        await server.StartAgainAsync(ct);
        return pings;
    }

    private async ValueTask<bool> AddAsync(IWrite write)
    {
        var (now, today) = (DateTimeOffset.UtcNow, DateOnly.FromDateTime(DateTime.UtcNow).DayNumber);
        await write.ExecuteAsync(
            """
            WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
            INSERT INTO task(ping_id, badge_id, name, slug, datapoints, tolerance, grace, timezone, tags, created_at, state, state_since, why, pings)
            SELECT randomblob(16), randomblob(16), 'task-' || i, 'task-' || i, 28, 2, 3600000000, 'UTC', '[]', $3, 1, $3, '', 0 FROM n
            """,
            _tasks,
            _tasks + Rows - 1,
            now.AddDays(-40));
        await write.ExecuteAsync(
            $"""
            WITH RECURSIVE d(ago) AS (SELECT 1 UNION ALL SELECT ago + 1 FROM d WHERE ago < {Days})
            INSERT INTO job(task_id, day, at, early) SELECT task.id, $1 - d.ago, $2 - d.ago * 86400000000, 0 FROM task CROSS JOIN d WHERE task.id > $3
            """,
            today,
            now,
            _tasks);
        await write.ExecuteAsync("INSERT INTO task_day(task_id, day, jobs) SELECT task_id, day, 1 FROM job WHERE task_id > $1", _tasks);
        return true;
    }
}
