using Tracker.Server.Operations.Retention;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>How long runs are kept after their end.</summary>
internal static class RunRetention
{
    private const string Oldest = "SELECT id FROM run WHERE ended_at < $1 ORDER BY ended_at LIMIT 100";

    public static RetentionRule Runs { get; } = new("runs", "Runs with their samples", 180, 1, PruneAsync);

    private static async ValueTask<int> PruneAsync(IWrite write, DateTimeOffset before)
    {
        var runs = await write.QueryAsync(Oldest, r => r.GetInt64(0), before);
        foreach (var run in runs) await RunStore.DeleteAsync(write, run);
        return runs.Count;
    }
}
