using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>
/// Keeps the places of those who wait in this process, and wakes them: by what other replicas free, and once a second by
/// what the store says, whatever hint was lost.
/// </summary>
internal sealed class LockWaits(IDatabase database, LockWakes wakes, LockReader reader, TimeProvider clock, ILogger<LockWaits> log) : BackgroundService
{
    private const int BatchSize = 1000;
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(KeepAliveAsync, TimeSpan.FromSeconds(2), stoppingToken),
        RepeatAsync(LookAsync, Look, stoppingToken),
        // On the embedded store there is no other replica.
        database.Sql.Engine == SqlEngine.Sqlite ? Task.CompletedTask : RepeatAsync(FollowAsync, Look, stoppingToken));

    private Task KeepAliveAsync(CancellationToken ct) => database.WriteAsync(
        Isolation.RowLocks,
        async write =>
        {
            await LockQueue.KeepAliveAsync(write, wakes.Server);
            return true;
        },
        ct);

    private async Task LookAsync(CancellationToken ct) => wakes.Wake((await reader.ReadyAsync(wakes.Server, ct)).ToHashSet());

    private async Task FollowAsync(CancellationToken ct)
    {
        var cursor = await database.Changes.HeadAsync(ct);
        while (wakes.Count > 0)
        {
            var batch = await database.Changes.ReadAsync(cursor, BatchSize, ct);
            foreach (var change in batch)
            {
                if (change.Topic != LockLedger.Topic || !change.Key.StartsWith(LockLedger.Freed, StringComparison.Ordinal)) continue;
                if (LockScope.Parse(change.Key[LockLedger.Freed.Length..]) is { } freed) wakes.Freed(freed);
            }

            if (batch.Count > 0) cursor = batch[^1].At;
            if (batch.Count < BatchSize) await database.Changes.WaitAsync(Look, ct);
        }
    }

    /// <summary>While somebody waits.</summary>
    private async Task RepeatAsync(Func<CancellationToken, Task> work, TimeSpan pause, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(pause, clock, ct);
                if (wakes.Count > 0) await work(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Those who wait for locks could not be looked after now; the next try is in {Pause} s", pause.TotalSeconds);
            }
        }
    }
}
