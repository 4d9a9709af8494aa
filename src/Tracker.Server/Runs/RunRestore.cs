using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Restoring;
using Tracker.Server.Runs.Samples;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>What a run of another server has besides what begins and ends one.</summary>
internal sealed record RestoredRun
{
    [JsonPropertyName("lost")]
    public bool Lost { get; init; }

    /// <summary>The run that it is a part of: its name and start.</summary>
    [JsonPropertyName("part_of")]
    public RestoredParent? PartOf { get; init; }

    /// <summary>Some of its samples; more of them come with the same run again.</summary>
    [JsonPropertyName("usage")]
    public UsageRequest[]? Usage { get; init; }
}

internal sealed record RestoredParent([property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("start_time")] string? StartTime);

/// <summary>
/// Stores runs as another server had them, for whoever restores them. Of one owner's runs, name and start tell which one it is:
/// what that has already stays as it is, and samples that it lacks are added.
/// </summary>
internal sealed class RunRestore(IDatabase database, EnvironmentNames environments, TimeProvider clock)
{
    private static readonly SqlText Same = new(sql => $"SELECT {RunStore.Columns} FROM run WHERE owner = $1 AND name = $2 AND started_at = $3 ORDER BY id LIMIT 1 {sql.ForUpdate}");

    private const string Parent = "SELECT id FROM run WHERE owner = $1 AND name = $2 AND started_at = $3 ORDER BY id LIMIT 1";

    public async Task<List<RestoredView>> StoreAsync(IReadOnlyList<JsonElement> records, Caller caller, CancellationToken ct)
    {
        var outcomes = new List<RestoredView>(records.Count);
        foreach (var record in records)
        {
            // One at a time: each may have ten thousand samples.
            var stored = Read(record, caller).TryGet(out var read, out var failure)
                ? await database.TryWriteAsync(async write => await StoreAsync(write, read, caller), ct, Isolation.RowLocks)
                : failure;
            outcomes.Add(stored.TryGet(out var isNew, out failure) ? isNew ? RestoredView.Stored : RestoredView.There : RestoredView.Refused(failure));
        }

        return outcomes;
    }

    /// <summary>Whether there was anything to store.</summary>
    private async ValueTask<Outcome<bool>> StoreAsync(IWrite write, Draft draft, Caller caller)
    {
        var there = await write.FirstAsync<Run?>(Same.For(write.Sql), RunStore.Read, draft.Run.Owner, draft.Run.Name, draft.Run.StartedAt);
        var run = there ?? draft.Run;
        if (there is null)
        {
            if (draft.Parent is var (name, start)) run = run with { ParentId = await write.FirstAsync(Parent, r => (long?)r.GetInt64(0), run.Owner, name, start) };
            run = run with { Id = await RunStore.InsertAsync(write, run) };
        }

        var before = run.Totals.Samples;
        if (draft.Samples.Count > 0)
        {
            if (before + draft.Samples.Count > RunRules.MostSamples) return Failure.Invalid($"usage: a run has at most {RunRules.MostSamples} samples.");
            run = run with { Totals = await SampleStore.AddAsync(write, run.Id, run.Threshold, run.Totals, draft.Samples) };
        }

        if (there is not null && run.Totals.Samples == before && (there.IsStopped || draft.Stop.EndTime is null || (there.IsLost && draft.IsLost))) return false;
        await RunStore.MeasureAsync(write, run);
        var end = there is { IsStopped: true } ? there with { Totals = run.Totals } : run;
        if (end.IsStopped) await RunStore.FinishAsync(write, end);
        else if (draft.Stop.EndTime is not null)
        {
            if (!RunRules.Stop(run, draft.Stop, clock.GetUtcNow()).TryGet(out var stopped, out var wrong)) return wrong;
            await RunStore.FinishAsync(write, stopped with { IsLost = draft.IsLost });
        }

        if (there is null) await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "run.restore", RunTelling.Key(run.Id), run.Name));
        await RunTelling.ChangedAsync(write, run.Id);
        return true;
    }

    private Outcome<Draft> Read(JsonElement record, Caller caller)
    {
        var now = clock.GetUtcNow();
        if (!Restore.Read<RunRequest>(record).TryGet(out var begin, out var failure)) return failure;
        if (!Restore.Read<StopRequest>(record).TryGet(out var stop, out failure)) return failure;
        if (!Restore.Read<RestoredRun>(record).TryGet(out var more, out failure)) return failure;
        if (begin.StartTime is null) return Failure.Invalid("start_time is required.");
        if (!RunRules.Begin(begin with { Parent = null }, false, environments, now).TryGet(out var run, out failure)) return failure;
        (string, DateTimeOffset)? parent = null;
        if (more.PartOf is { Name: { } name, StartTime: { } start })
        {
            if (name.Length > 200 || name.Any(char.IsControl)) return Failure.Invalid("part_of.name must be the name of a run.");
            if (!RunTimes.Read("part_of.start_time", start, now).TryGet(out var at, out failure)) return failure;
            parent = (name, at!.Value);
        }

        var samples = new List<Sample>();
        if (more.Usage is { Length: > 0 } usage)
        {
            if (!RunRules.Samples(new(usage, IsArray: true), now).TryGet(out var sent, out failure)) return failure;
            if (sent.Exists(s => s.At is null)) return Failure.Invalid("usage: timestamp is required.");
            samples = [.. sent.Select(s => new Sample(Instant.ToMicroseconds(s.At!.Value), s.Usage)).DistinctBy(s => s.At).OrderBy(s => s.At)];
            if (samples[0].At < Instant.ToMicroseconds(run.StartedAt)) return Failure.Invalid("usage: a timestamp lies before start_time.");
        }

        return new Draft(run with { Owner = caller.Principal.Id, OwnerName = caller.Principal.Name }, parent, samples, stop, more.Lost);
    }

    private sealed record Draft(Run Run, (string Name, DateTimeOffset Start)? Parent, List<Sample> Samples, StopRequest Stop, bool IsLost);
}
