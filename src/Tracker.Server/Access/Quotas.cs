using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>
/// How much one principal may send and store. Requests are limited a second, in this process; stored rows a UTC day,
/// summed up in the store every few seconds so that a restart forgives nothing.
/// </summary>
[ModuleService]
public sealed class Quotas(AccessOptions options, IDatabase database, TimeProvider clock, ILogger<Quotas> log) : BackgroundService
{
    private const string Load = "SELECT used FROM quota_use WHERE principal = $1 AND day = $2";
    private const string Add =
        """
        INSERT INTO quota_use(principal, day, used) VALUES($1, $2, $3)
        ON CONFLICT(principal, day) DO UPDATE SET used = quota_use.used + excluded.used
        RETURNING used
        """;
    private const string Forget = "DELETE FROM quota_use WHERE day < $1";

    private readonly PartitionedRateLimiter<string> _requests = PartitionedRateLimiter.Create<string, string>(principal =>
        RateLimitPartition.GetTokenBucketLimiter(principal, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.RequestsPerSecond * 2,
            TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(options.RequestsPerSecond >= 10 ? 100 : 1000),
            QueueLimit = 0,
        }));

    private readonly ConcurrentDictionary<string, Rows> _rows = new();

    /// <summary>Counts one request; false when there were too many.</summary>
    public bool TryTake(string principal)
    {
        using var lease = _requests.AttemptAcquire(principal);
        return lease.IsAcquired;
    }

    /// <summary>Whether the principal may store more today.</summary>
    public async ValueTask<Failure?> CheckRowsAsync(Principal principal, CancellationToken ct)
    {
        var today = Today();
        if (!_rows.TryGetValue(principal.Id, out var rows) || rows.Day != today)
        {
            var used = await database.FirstAsync(Load, r => r.GetInt64(0), ct, principal.Id, today);
            rows = _rows.AddOrUpdate(principal.Id, _ => new Rows(today, used), (_, old) => old.Day == today ? old : new Rows(today, used));
        }

        return rows.Stored + rows.Unsaved < options.RowsPerDay
            ? null
            : new Failure(Rpc.RpcCode.ResourceExhausted, $"{principal.Name} has stored as much today as TRACKER_QUOTA_ROWS allows; it begins anew at midnight UTC.");
    }

    /// <summary>Counts rows that were stored; call it once the write is committed.</summary>
    public void Stored(Principal principal, int rows)
    {
        if (_rows.TryGetValue(principal.Id, out var counted)) Interlocked.Add(ref counted.Unsaved, rows);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(5), clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await SaveAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await SaveAsync(CancellationToken.None);
        }
    }

    private async Task SaveAsync(CancellationToken ct)
    {
        foreach (var (principal, rows) in _rows)
        {
            var unsaved = Interlocked.Exchange(ref rows.Unsaved, 0);
            if (unsaved == 0)
            {
                if (rows.Day < Today()) _rows.TryRemove(principal, out _);
                continue;
            }

            try
            {
                rows.Stored = await database.MaintainAsync(
                    async w =>
                    {
                        await w.ExecuteAsync(Forget, rows.Day - 7);
                        return await w.FirstAsync(Add, r => r.GetInt64(0), principal, rows.Day, unsaved);
                    },
                    ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Interlocked.Add(ref rows.Unsaved, unsaved);
                log.LogWarning(e, "The rows that {Principal} stored could not be counted now", principal);
            }
        }
    }

    private long Today() => clock.GetUtcNow().UtcTicks / TimeSpan.TicksPerDay;

    public override void Dispose()
    {
        _requests.Dispose();
        base.Dispose();
    }

    private sealed class Rows(long day, long stored)
    {
        public readonly long Day = day;
        public long Stored = stored;
        public long Unsaved;
    }
}
