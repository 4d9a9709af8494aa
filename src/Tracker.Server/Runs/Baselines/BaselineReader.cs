using Tracker.Storage;

namespace Tracker.Server.Runs.Baselines;

/// <summary>Reads what the last runs of a name took: those of the same owner that ended well before.</summary>
public sealed class BaselineReader(IDatabase database, TimeProvider clock)
{
    private const string Earlier =
        """
        SELECT ended_at - started_at, cpu_time, peak_memory FROM run
        WHERE owner = $1 AND name = $2 AND id < $3 AND ended_at IS NOT NULL AND lost = 0 AND (exit_code IS NULL OR exit_code = 0)
        ORDER BY id DESC LIMIT $4
        """;

    public async Task<RunBaseline> ReadAsync(Run run, CancellationToken ct) => RunBaseline.Of(
        run,
        await database.QueryAsync(
            Earlier, r => new RunCost(r.GetInt64(0) / 1e6, r.GetInteger(1) / 1e6, r.GetInteger(2)), ct, run.Owner, run.Name, run.Id, RunBaseline.Most),
        clock.GetUtcNow());
}
