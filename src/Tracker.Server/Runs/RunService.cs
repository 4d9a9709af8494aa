using System.Text.Json;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Begins, measures, ends and deletes runs.</summary>
public sealed class RunService(IDatabase database, RunTelling telling, RunMetrics metrics, EnvironmentNames environments, Quotas quotas, TimeProvider clock)
{
    /// <param name="inPercent">Whether the threshold is.</param>
    public async Task<Outcome<Run>> BeginAsync(RunRequest request, bool inPercent, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!RunRules.Begin(request, inPercent, environments, now).TryGet(out var run, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        run = run with { Owner = caller.Principal.Id, OwnerName = caller.Principal.Name };
        return await database.TryWriteOnceAsync<Run>(
            caller, "runs.begin", () => JsonSerializer.SerializeToUtf8Bytes(request), WriteBegun, bytes => ReadBegun(run, bytes),
            async write =>
            {
                if (run.ParentId is { } parent && (await RunStore.LockAsync(write, parent))?.Owner != run.Owner) return Failure.Invalid($"parent: there is no run {parent}.");
                var begun = run with { Id = await RunStore.InsertAsync(write, run) };
                await telling.BegunAsync(write, begun, now);
                write.OnCommitted(metrics.Begun);
                write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return begun;
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>Adds samples and tells of each whether it is above the threshold. What is stored already is left as it is.</summary>
    public async Task<Outcome<List<bool>>> AddAsync(long id, UsageBatch batch, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!RunRules.Samples(batch, now).TryGet(out var sent, out var failure)) return failure;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } full) return full;
        return await database.TryWriteAsync<List<bool>>(
            async write =>
            {
                if (!(await OwnAsync(write, id, caller)).TryGet(out var run, out var refused)) return refused;
                if (run.IsStopped) return Failure.Invalid($"timestamp: run {id} was stopped at {RunTimes.Format(run.EndedAt!.Value)} and takes no more samples.");
                if (!Placed(run, sent, now).TryGet(out var samples, out refused)) return refused;
                if (samples.Count > 0) await MeasureAsync(write, run, samples, now, caller);
                return sent.ConvertAll(s => s.Usage > run.Threshold);
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>Ends a run; one that has ended stays as it is.</summary>
    public Task<Outcome<Run>> StopAsync(long id, StopRequest request, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return database.TryWriteAsync<Run>(
            async write =>
            {
                if (!(await OwnAsync(write, id, caller)).TryGet(out var run, out var refused)) return refused;
                if (run.IsStopped) return run;
                if (!RunRules.Stop(run, request, now).TryGet(out var stopped, out refused)) return refused;
                await RunStore.FinishAsync(write, stopped);
                await telling.EndedAsync(write, stopped, now);
                write.OnCommitted(metrics.Stopped);
                return stopped;
            },
            ct, Isolation.RowLocks);
    }

    /// <summary>Deletes a run of the caller; an administrator may delete any.</summary>
    public Task<Outcome<Run>> DeleteAsync(long id, Caller caller, CancellationToken ct) => database.TryWriteAsync<Run>(
        async write =>
        {
            if (await RunStore.LockAsync(write, id) is not { } run || !RunReader.MayChange(caller.Principal, run)) return Unknown(id);
            await RunStore.DeleteAsync(write, id);
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "run.delete", RunTelling.Key(id), run.Name));
            await RunTelling.ChangedAsync(write, id);
            return run;
        },
        ct, Isolation.RowLocks);

    /// <summary>Ends those of which nothing was heard for too long, and returns how many there were.</summary>
    internal Task<int> LoseAsync(int most, CancellationToken ct) => database.MaintainAsync(
        Isolation.RowLocks,
        async write =>
        {
            var lost = await RunStore.LockLostAsync(write, most);
            foreach (var run in lost)
            {
                var ended = run with { EndedAt = run.Totals.Samples > 0 ? Instant.FromMicroseconds(run.Totals.LastAt) : run.StartedAt, IsLost = true };
                await RunStore.FinishAsync(write, ended);
                await telling.LostAsync(write, ended, clock.GetUtcNow());
                write.OnCommitted(metrics.Lost);
            }

            return lost.Count;
        },
        ct);

    internal static Failure Unknown(long id) => Failure.NotFound($"There is no run {id}.");

    private async ValueTask MeasureAsync(IWrite write, Run run, List<Sample> samples, DateTimeOffset now, Caller caller)
    {
        var totals = await SampleStore.AddAsync(write, run.Id, run.Threshold, run.Totals, samples);
        var first = Instant.FromMicroseconds(samples[0].At);
        var measured = run with { Totals = totals, StartedAt = first < run.StartedAt ? first : run.StartedAt, EndedAt = null, IsLost = false };
        await RunStore.MeasureAsync(write, measured);
        if (run.IsLost) await telling.ResumedAsync(write, measured, now);
        await write.ChangedAsync(RunTelling.UsageTopic, RunTelling.Key(run.Id));
        var added = (int)(totals.Samples - run.Totals.Samples);
        write.OnCommitted(() => metrics.Measured(added));
        write.OnCommitted(() => quotas.Stored(caller.Principal, added));
    }

    /// <summary>Those that were sent, in the order of time, each instant once, the first one that names it.</summary>
    private static Outcome<List<Sample>> Placed(Run run, List<(DateTimeOffset? At, int Usage)> sent, DateTimeOffset now)
    {
        if (run.Totals.Samples + sent.Count > RunRules.MostSamples) return Failure.Invalid($"cpu_usage: a run has at most {RunRules.MostSamples} samples.");
        var at = now > run.StartedAt ? now : run.StartedAt;
        var samples = sent.ConvertAll(s => new Sample(Instant.ToMicroseconds(s.At ?? at), s.Usage));
        if (sent.Any(s => s.At < run.EarliestAt)) return Failure.Invalid($"timestamp lies before the start of the run, {RunTimes.Format(run.StartedAt)}.");
        return samples.DistinctBy(s => s.At).OrderBy(s => s.At).ToList();
    }

    /// <summary>The caller's run, which the write has to itself.</summary>
    private static async ValueTask<Outcome<Run>> OwnAsync(IWrite write, long id, Caller caller)
    {
        if (await RunStore.LockAsync(write, id) is not { } run || !RunReader.MayChange(caller.Principal, run)) return Unknown(id);
        return run.Owner == caller.Principal.Id ? run : new Failure(RpcCode.PermissionDenied, $"Run {id} belongs to {run.OwnerName}, who alone may change it.");
    }

    private static byte[] WriteBegun(Run run) => [.. BitConverter.GetBytes(run.Id), .. BitConverter.GetBytes(Instant.ToMicroseconds(run.StartedAt))];

    private static Run ReadBegun(Run run, byte[] bytes) =>
        run with { Id = BitConverter.ToInt64(bytes), StartedAt = Instant.FromMicroseconds(BitConverter.ToInt64(bytes, 8)) };
}
