using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>How long jobs and changes of state are kept, and with a job the day that it was counted for.</summary>
internal static class TaskRetention
{
    // Rows are written in the order of time, so the first ones are the oldest.
    private const string OldestJobs = "DELETE FROM job WHERE id IN (SELECT id FROM job ORDER BY id LIMIT 500) AND at < $1 RETURNING task_id, day";
    private const string OldestChanges = "DELETE FROM task_change WHERE id IN (SELECT id FROM task_change ORDER BY id LIMIT 500) AND at < $1";

    // By the key of the table: a search by day alone would read all of it.
    private static readonly SqlText TheirDays = new(sql =>
        $"DELETE FROM task_day WHERE (task_id, day) IN (SELECT v.task_id, v.day FROM {JsonRows.From(sql, "$1", "v", "task_id", "day")})");

    /// <summary>No less than the longest window of the daily rule, with a few days for where on earth it is which day.</summary>
    public static RetentionRule Jobs { get; } = new("jobs", "Jobs and state changes of tasks", 400, 370, PruneAsync);

    private static async ValueTask<int> PruneAsync(IWrite write, DateTimeOffset before)
    {
        var jobs = await write.QueryAsync(OldestJobs, r => (Task: r.GetInt64(0), Day: r.GetInt64(1)), before);
        if (jobs.Count > 0) await write.ExecuteAsync(TheirDays.For(write.Sql), JsonRows.Write(jobs.Distinct().Select(j => new object?[] { j.Task, j.Day })));
        return jobs.Count + await write.ExecuteAsync(OldestChanges, before);
    }
}
