using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Locks;

/// <summary>
/// Keeps the places of those who wait in this process, and wakes them: by what other replicas free, and once a second by
/// what the store says, whatever hint was lost.
/// </summary>
internal sealed class LockWaits(IDatabase database, LockWakes wakes, LockReader reader, TimeProvider clock, ILogger<LockWaits> log) : BackgroundService, IChangeListener
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public void Take(IReadOnlyList<Change> changes)
    {
        // On the embedded store there is no other replica.
        if (wakes.Count == 0 || database.Sql.Engine == SqlEngine.Sqlite) return;
        foreach (var change in changes)
        {
            if (change.Topic != LockLedger.Topic || !change.Key.StartsWith(LockLedger.Freed, StringComparison.Ordinal)) continue;
            if (LockScope.Parse(change.Key[LockLedger.Freed.Length..]) is { } freed) wakes.Freed(freed);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(KeepAliveAsync, TimeSpan.FromSeconds(2), stoppingToken),
        RepeatAsync(LookAsync, Look, stoppingToken));

    private Task KeepAliveAsync(CancellationToken ct) => database.WriteAsync(
        Isolation.RowLocks,
        async write =>
        {
            await LockQueue.KeepAliveAsync(write, wakes.Server);
            return true;
        },
        ct);

    private async Task LookAsync(CancellationToken ct) => wakes.Wake((await reader.ReadyAsync(wakes.Server, ct)).ToHashSet());

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
