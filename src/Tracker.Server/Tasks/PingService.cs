using System.Collections.Concurrent;
using System.Text;
using System.Threading.RateLimiting;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Whose ping it is: by the task's own id, or by the ping key and the task's slug.</summary>
/// <param name="Create">Whether a task is made where the slug has none.</param>
public sealed record PingTarget(Guid Id, string Key = "", string Slug = "", bool Create = false);

/// <summary>Takes pings.</summary>
public sealed class PingService(IDatabase database, TaskService tasks, TaskLedger ledger, PingKeys keys, Quotas quotas, TaskClock clock) : IDisposable
{
    private const int Kept = 100;

    // Older ones are deleted now and then, not each as the next one comes.
    private const int DeletedAtOnce = 20;

    private const int MostKnown = 200_000;

    private static readonly SqlText BySlug = new(sql => $"SELECT {TaskStore.Columns} FROM task WHERE slug = $1 ORDER BY id LIMIT 2 {sql.ForUpdate}");

    private const string Insert =
        """
        INSERT INTO ping(task_id, n, at, kind, exit_status, rid, duration, method, address, agent, body)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    // Ids that a ping was recorded under: asking the store for them again costs more than half of what recording does.
    private readonly ConcurrentDictionary<Guid, bool> _known = new();

    private readonly PartitionedRateLimiter<string> _rates = PartitionedRateLimiter.Create<string, string>(task =>
        RateLimitPartition.GetTokenBucketLimiter(task, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = 5,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMilliseconds(200),
            QueueLimit = 0,
        }));

    /// <summary>Whether the task was made by it.</summary>
    public async Task<Outcome<bool>> TakeAsync(PingTarget target, Ping ping, Caller caller, CancellationToken ct)
    {
        if (target.Slug.Length > 0 && !await keys.IsAsync(target.Key, ct)) return Unknown();
        if (!await ExistsAsync(target, ct)) return Unknown();
        using (var lease = _rates.AttemptAcquire(target.Slug.Length > 0 ? target.Slug : target.Id.ToString()))
        {
            if (!lease.IsAcquired) return new Failure(RpcCode.ResourceExhausted, "rate limited: a task takes 5 pings a second");
        }

        return await RecordAsync(target, ping, caller, ct);
    }

    /// <summary>The same for callers who need not be held back.</summary>
    internal async Task<Outcome<bool>> RecordAsync(PingTarget target, Ping ping, Caller caller, CancellationToken ct)
    {
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        var taken = await database.TryWriteOnceAsync<bool>(
            caller, "tasks.ping", () => Encoding.UTF8.GetBytes($"{target} {ping.Told} {ping.Rid}"), made => [made ? (byte)1 : (byte)0], bytes => bytes[0] == 1,
            async write =>
            {
                var now = clock.GetUtcNow();
                if (!(await FindAsync(write, target, now)).TryGet(out var found, out var failure)) return failure;
                await RecordAsync(write, found.Task, ping, now);
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return found.Made;
            },
            ct, Isolation.RowLocks);
        if (target.Slug.Length == 0) Remember(target.Id, taken.Failure is null);
        return taken;
    }

    /// <summary>The newest calls of a task.</summary>
    public Task<List<Ping>> ListAsync(long task, int limit, CancellationToken ct) => database.QueryAsync(
        "SELECT n, at, kind, exit_status, rid, duration, method, address, agent, body FROM ping WHERE task_id = $1 ORDER BY n DESC LIMIT $2",
        r => new Ping
        {
            Number = r.GetInt64(0),
            At = r.GetInstant(1),
            Kind = (PingKind)r.GetInt32(2),
            ExitStatus = (int?)r.GetInteger(3),
            Rid = r.IsDBNull(4) ? null : r.GetUuid(4),
            Duration = TaskStore.SpanOrNull(r, 5),
            Method = r.GetString(6),
            Address = r.GetString(7),
            Agent = r.GetString(8),
            Body = r.GetString(9),
        },
        ct, task, limit);

    public void Dispose() => _rates.Dispose();

    /// <summary>Asked before anything is counted or written, so that guesses cost neither memory nor a turn of the writer.</summary>
    private async Task<bool> ExistsAsync(PingTarget target, CancellationToken ct) => target.Slug.Length > 0
        ? target.Create || await database.FirstAsync("SELECT 1 FROM task WHERE slug = $1 LIMIT 1", _ => true, ct, target.Slug)
        : _known.ContainsKey(target.Id) || await database.FirstAsync("SELECT 1 FROM task WHERE ping_id = $1", _ => true, ct, target.Id);

    private void Remember(Guid id, bool exists)
    {
        if (!exists) _known.TryRemove(id, out _);
        else if (!_known.ContainsKey(id))
        {
            if (_known.Count >= MostKnown) _known.Clear();
            _known[id] = true;
        }
    }

    private async ValueTask<Outcome<(ScheduledTask Task, bool Made)>> FindAsync(IWrite write, PingTarget target, DateTimeOffset now)
    {
        if (target.Slug.Length == 0) return await TaskStore.LockAsync(write, target.Id) is { } task ? (task, false) : Unknown();
        if (target.Create) await write.LockAsync("task.slug:" + target.Slug);
        var named = await write.QueryAsync(BySlug.For(write.Sql), TaskStore.Read, target.Slug);
        if (named.Count == 1) return (named[0], false);
        if (named.Count > 1) return new Failure(RpcCode.AlreadyExists, "ambiguous slug");
        if (!target.Create) return Unknown();
        var fresh = TaskService.Blank(now) with { Name = target.Slug, Slug = target.Slug, Period = TimeSpan.FromDays(1) };
        return await tasks.InsertAsync(write, fresh, now) is { } made ? (made, true) : new Failure(RpcCode.AlreadyExists, "ambiguous slug");
    }

    private async ValueTask RecordAsync(IWrite write, ScheduledTask task, Ping ping, DateTimeOffset now)
    {
        var started = ping.Kind is PingKind.Success or PingKind.Fail ? TaskProgress.StartOf(task, ping.Rid) : null;
        // A caller's clock may be behind the one that noted the start.
        var at = ping.HappenedAt is not { } happened ? now : happened < started ? started.Value : happened;
        var counted = task with { Pings = task.Pings + 1 };
        switch (ping.Kind)
        {
            case PingKind.Success:
                await tasks.SucceedAsync(write, task, counted, at, now, ping.Rid);
                break;
            case PingKind.Start:
                await ledger.SaveAsync(write, task, TaskProgress.IsOutdated(counted, at) ? counted : TaskProgress.Started(counted, at, ping.Rid), now);
                break;
            case PingKind.Fail:
                var why = ping.ExitStatus is { } status ? $"It ended with exit status {status}" : "It reported a failure";
                await ledger.SaveAsync(write, task, TaskProgress.IsOutdated(counted, at) ? counted : TaskProgress.Failed(counted, at, ping.Rid, why), now);
                break;
            default:
                await TaskStore.ProgressAsync(write, counted);
                break;
        }

        await write.ExecuteAsync(
            Insert, task.Id, counted.Pings, at, (int)ping.Kind, ping.ExitStatus, ping.Rid, TaskStore.Span(at - started), ping.Method, ping.Address, ping.Agent, ping.Body);
        if (counted.Pings % DeletedAtOnce == 0) await write.ExecuteAsync("DELETE FROM ping WHERE task_id = $1 AND n <= $2", task.Id, counted.Pings - Kept);
        if (ping.Kind != PingKind.Success) await write.ChangedAsync(TaskLedger.PingTopic, TaskLedger.Key(task.Id));
    }

    private static Failure Unknown() => Failure.NotFound("not found");
}
