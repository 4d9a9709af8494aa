using Tracker.Server.Operations.Retention;

namespace Tracker.Server.Tasks;

/// <summary>How long jobs and changes of state are kept. The days that the daily rule counts stay: one small row each.</summary>
internal static class TaskRetention
{
    // Rows are written in the order of time, so the first ones are the oldest.
    private const string OldestJobs = "DELETE FROM job WHERE id IN (SELECT id FROM job ORDER BY id LIMIT 500) AND at < $1";
    private const string OldestChanges = "DELETE FROM task_change WHERE id IN (SELECT id FROM task_change ORDER BY id LIMIT 500) AND at < $1";

    /// <summary>No less than the longest window of the daily rule.</summary>
    public static RetentionRule Jobs { get; } = new(
        "jobs", "Jobs and state changes of tasks", 400, 370,
        async (write, before) => await write.ExecuteAsync(OldestJobs, before) + await write.ExecuteAsync(OldestChanges, before));
}
