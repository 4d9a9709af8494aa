namespace Tracker.Storage;

/// <summary>Deletes in chunks, each a write of the low-priority lane, so that no request waits for all of it.</summary>
internal static class Pruning
{
    public static async Task<int> RunAsync(IDatabase database, int chunk, Func<IWrite, ValueTask<int>> delete, CancellationToken ct)
    {
        var all = 0;
        int deleted;
        do
        {
            ct.ThrowIfCancellationRequested();
            deleted = await database.MaintainAsync(delete, ct);
            all += deleted;
        } while (deleted >= chunk);
        return all;
    }
}
