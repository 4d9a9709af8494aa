using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Deletes the samples of runs that are gone, in small writes that give way to requests.</summary>
internal sealed class RunSweep(IDatabase database)
{
    private const int Chunk = 100;

    private const string Oldest = "SELECT run_id FROM run_gone ORDER BY run_id LIMIT 1";

    private const string DeleteSamples =
        "DELETE FROM run_chunk WHERE run_id = $1 AND first_at IN (SELECT first_at FROM run_chunk WHERE run_id = $1 ORDER BY first_at LIMIT $2)";

    private const string Forget = "DELETE FROM run_gone WHERE run_id = $1";

    public async Task RunAsync(CancellationToken ct)
    {
        while (await database.FirstAsync(Oldest, r => (long?)r.GetInt64(0), ct) is { } run)
        {
            await database.MaintainAsync(
                Isolation.RowLocks,
                async write =>
                {
                    if (await write.ExecuteAsync(DeleteSamples, run, Chunk) == 0) await write.ExecuteAsync(Forget, run);
                    return 0;
                },
                ct);
        }
    }
}
