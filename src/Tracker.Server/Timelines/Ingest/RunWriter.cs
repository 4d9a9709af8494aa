using Tracker.Server.Activity;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// Writes batches of messages: folds what they say of each name and host into the rows there are. One batch at a time in
/// this process; on PostgreSQL those of other replicas about the same context wait.
/// </summary>
internal sealed class RunWriter(IDatabase database, TimeProvider clock) : IMessageWriter
{
    public const int MostContexts = 10_000;

    /// <summary>Names and hosts of one context.</summary>
    public const int MostKeys = 1_000_000;

    private readonly RunMemory _memory = new();
    private readonly RunLimit _contexts = new(MostContexts, clock);
    private readonly RunLimit _keys = new(MostKeys, clock);

    public async Task<IngestOutcome[]> WriteAsync(IReadOnlyList<Incoming> messages, Predicate<int> alone, CancellationToken ct)
    {
        var batch = ContextBatch.Of(messages, alone);
        var attempts = 0;
        try
        {
            return await database.WriteAsync(
                Isolation.RowLocks,
                write =>
                {
                    // What an attempt found out that was rolled back is not so.
                    _memory.Begin(afresh: attempts++ > 0 || write.Sql.Engine != SqlEngine.Sqlite);
                    return ApplyAsync(write, messages, batch);
                },
                ct);
        }
        catch
        {
            // Whether it was written is not known.
            Forget();
            throw;
        }
    }

    /// <summary>
    /// Nothing is remembered of what somebody else changes, such as a context that is deleted. To be called inside the write
    /// that changes it, under the context's lock: the next batch is written after it. Safe from any thread.
    /// </summary>
    public void Forget() => _memory.Forget();

    /// <summary>Tells of a timeline, or of its context, under the service, environment and host that the context is about.</summary>
    public static async ValueTask TellAsync(IWrite write, DateTimeOffset at, string kind, long context, Timeline timeline, string title)
    {
        var (service, environment, host) = await RunStore.PlaceAsync(write, context);
        await ActivityLog.AppendAsync(write, new(at, TimelinesModule.Topic, kind, timeline.Context, Severity.Info, title, TimelinesModule.PathOf(timeline))
        {
            Service = service,
            Environment = environment,
            Host = host,
        });
    }

    private async ValueTask<IngestOutcome[]> ApplyAsync(IWrite write, IReadOnlyList<Incoming> messages, List<ContextBatch> batch)
    {
        var outcomes = new IngestOutcome[messages.Count];
        Array.Fill(outcomes, IngestOutcome.Full);
        foreach (var context in batch)
        {
            await write.LockAsync("timeline:" + context.Name);
            if (await ContextAsync(write, context.Name) is not { } id) continue;
            var changed = false;
            foreach (var place in context.Begins)
            {
                outcomes[place] = await BeginAsync(write, id, messages[place]) ? IngestOutcome.Recorded : IngestOutcome.Duplicate;
                changed |= outcomes[place] == IngestOutcome.Recorded;
            }

            for (var keys = context.Keys; keys.Count > 0; keys = [.. keys.Select(k => k.Next).OfType<KeyBatch>()])
            {
                changed |= await new KeyBatchWrite(write, id, messages, outcomes, _memory).RunAsync(await TailsAsync(write, id, keys));
            }

            if (changed) await write.ChangedAsync(TimelinesModule.Topic, context.Name);
        }

        return outcomes;
    }

    /// <summary>Null when there are as many as there may be.</summary>
    private async ValueTask<long?> ContextAsync(IWrite write, string name)
    {
        if (_memory.Context(name) is { } known) return known;
        var id = await RunStore.ContextAsync(write, name);
        if (id == 0)
        {
            if (!await _contexts.TryTakeAsync(0, () => RunStore.CountContextsAsync(write))) return null;
            var now = clock.GetUtcNow();
            id = await RunStore.InsertContextAsync(write, name, now);
            await RunStore.AddTimelineAsync(write, id, Timeline.First, "", now);
            await TellAsync(write, now, "timeline.context", id, new Timeline(name, Timeline.First, null, ""), $"{name} reported for the first time");
        }

        _memory.Remember(name, id);
        return id;
    }

    private async ValueTask<bool> BeginAsync(IWrite write, long context, Incoming message)
    {
        var now = clock.GetUtcNow();
        var (isNew, isOther) = await RunStore.AddTimelineAsync(write, context, message.Time, message.Name, now);
        if (!isNew) return isOther;
        var timeline = new Timeline(message.Context, message.Time, null, message.Name);
        await TellAsync(write, now, "timeline.started", context, timeline, $"{message.Context}: {timeline.Title} began");
        return true;
    }

    /// <summary>What is known of those for which there is room.</summary>
    private async ValueTask<List<(KeyBatch Key, KeyTail Tail)>> TailsAsync(IWrite write, long context, List<KeyBatch> keys)
    {
        var tails = new List<(KeyBatch, KeyTail)>(keys.Count);
        List<KeyBatch>? unknown = null;
        foreach (var key in keys)
        {
            if (_memory.TryTail(context, key, out var tail)) tails.Add((key, tail));
            else (unknown ??= []).Add(key);
        }

        if (unknown is null) return tails;
        var ids = (await RunStore.KeysAsync(write, context, unknown)).ToDictionary(k => (k.Name, k.Host), k => k.Id);
        foreach (var key in unknown)
        {
            if (ids.TryGetValue((key.Name, key.Host), out var id)) tails.Add((key, KeyTail.Unknown(id)));
            else if (await _keys.TryTakeAsync(context, () => RunStore.CountKeysAsync(write, context)))
                tails.Add((key, KeyTail.New(await RunStore.InsertKeyAsync(write, context, key.Name, key.Host))));
        }

        return tails;
    }
}
