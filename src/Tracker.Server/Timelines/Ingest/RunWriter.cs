using Tracker.Protocol.Timelines;
using Tracker.Server.Activity;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// Writes batches of messages: folds what they say of each name and host into the rows there are. One batch at a time in
/// this process; on PostgreSQL those of other replicas about the same context wait.
/// </summary>
internal sealed class RunWriter(IDatabase database, TimeProvider clock)
{
    public const int MostContexts = 10_000;

    /// <summary>Names and hosts of one context.</summary>
    public const int MostKeys = 1_000_000;

    private const int MostRemembered = 200_000;

    private readonly Dictionary<string, long> _contexts = new(StringComparer.Ordinal);
    private readonly Dictionary<long, long> _keys = [];
    private readonly Dictionary<(long Context, string Name, string Host), KeyTail> _tails = [];
    private int _forgotten;
    private int _forget;

    /// <summary>Durable when it returns. One outcome for each message, in their order.</summary>
    /// <param name="batch">The messages.</param>
    /// <param name="alone">Which of them came alone, and are refused when they contradict what there is.</param>
    public async Task<IngestOutcome[]> WriteAsync(IReadOnlyList<Incoming> batch, Predicate<int> alone, CancellationToken ct)
    {
        if (_tails.Count > MostRemembered) _tails.Clear();
        if (_contexts.Count > MostContexts) _contexts.Clear();
        try
        {
            var (outcomes, learnt) = await database.WriteAsync(Isolation.RowLocks, write => ApplyAsync(write, batch, alone), ct);
            // Somebody deleted something after this was written: what was learnt may be of what is no more.
            if (Volatile.Read(ref _forget) != _forgotten) return outcomes;
            foreach (var (name, id) in learnt.Contexts) _contexts[name] = id;
            foreach (var (context, keys) in learnt.Keys) _keys[context] = keys;
            foreach (var (key, tail) in learnt.Tails) _tails[key] = tail;
            return outcomes;
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
    public void Forget() => Interlocked.Increment(ref _forget);

    private async ValueTask<(IngestOutcome[] Outcomes, Learnt Learnt)> ApplyAsync(IWrite write, IReadOnlyList<Incoming> batch, Predicate<int> alone)
    {
        var outcomes = new IngestOutcome[batch.Count];
        var learnt = new Learnt([], [], []);
        if (Volatile.Read(ref _forget) is var forget && forget != _forgotten)
        {
            _contexts.Clear();
            _keys.Clear();
            _tails.Clear();
            _forgotten = forget;
        }

        // In one order everywhere, so that two replicas do not wait for each other.
        foreach (var context in batch.Select((message, place) => (Message: message, Place: place)).GroupBy(m => m.Message.Context).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            await write.LockAsync("timeline:" + context.Key);
            if (await ContextAsync(write, context.Key, learnt) is not { } id)
            {
                foreach (var (_, place) in context) outcomes[place] = IngestOutcome.Full;
                continue;
            }

            foreach (var (message, place) in context.Where(m => m.Message.Type == TimelineMessageType.NewTimeline))
            {
                outcomes[place] = await BeginAsync(write, id, message) ? IngestOutcome.Recorded : IngestOutcome.Duplicate;
            }

            var keys = new List<KeyBatch>();
            foreach (var key in context.Where(m => m.Message.Type != TimelineMessageType.NewTimeline).GroupBy(m => (m.Message.Name, m.Message.Host)))
            {
                if (await TailAsync(write, id, key.Key.Name, key.Key.Host, learnt) is { } tail) keys.Add(new(id, key.Key.Name, key.Key.Host, tail, [.. key]));
                else foreach (var (_, place) in key) outcomes[place] = IngestOutcome.Full;
            }

            await FoldAsync(write, keys, outcomes, alone, learnt);
            await write.ChangedAsync(TimelinesModule.Topic, context.Key);
        }

        return (outcomes, learnt);
    }

    /// <summary>Null when there are as many as there may be.</summary>
    private async ValueTask<long?> ContextAsync(IWrite write, string name, Learnt learnt)
    {
        // Another replica may have deleted it.
        if (write.Sql.Engine == SqlEngine.Sqlite && _contexts.TryGetValue(name, out var known)) return known;
        if (await RunStore.ContextAsync(write, name) is > 0 and var found) return learnt.Contexts[name] = found;
        if (await RunStore.CountContextsAsync(write) >= MostContexts) return null;
        var now = clock.GetUtcNow();
        var id = await RunStore.InsertContextAsync(write, name, now);
        await RunStore.AddTimelineAsync(write, id, Timeline.First, "", now);
        await TellAsync(write, now, "timeline.context", name, new Timeline(name, Timeline.First, null, ""), $"{name} reported for the first time");
        return learnt.Contexts[name] = id;
    }

    private async ValueTask<bool> BeginAsync(IWrite write, long context, Incoming message)
    {
        var now = clock.GetUtcNow();
        if (!await RunStore.AddTimelineAsync(write, context, message.Time, message.Name, now)) return false;
        var timeline = new Timeline(message.Context, message.Time, null, message.Name);
        await TellAsync(write, now, "timeline.started", message.Context, timeline, $"{message.Context}: {timeline.Title} began");
        return true;
    }

    public static ValueTask TellAsync(IWrite write, DateTimeOffset at, string kind, string context, Timeline timeline, string title) => ActivityLog.AppendAsync(
        write, new(at, TimelinesModule.Topic, kind, context, Severity.Info, title, TimelinesModule.PathOf(timeline)) { Service = context });

    private static async ValueTask FoldAsync(IWrite write, List<KeyBatch> keys, IngestOutcome[] outcomes, Predicate<int> alone, Learnt learnt)
    {
        var unknown = keys.Where(k => k.Folded.Count > 0 && !k.Tail.Covers(k.From)).ToList();
        var found = unknown.Count == 0 ? [] : await RunStore.AroundAsync(write, unknown.Select(k => (k.Tail.Id, k.From, k.To)));
        var around = found.Count < RunStore.MostRows ? found.ToLookup(r => r.Key, r => r.Row) : null;
        foreach (var key in keys)
        {
            foreach (var (point, place) in key.Points)
            {
                await RunStore.PutAsync(write, key.Context, key.Tail.Id, new(RunKind.Point, point.Time, null, point.Status, false));
                outcomes[place] = IngestOutcome.Recorded;
            }

            if (key.Folded.Count == 0) continue;
            if (key.Tail.Covers(key.From)) await FoldAsync(write, key, key.Folded, key.Tail.LastRun is { } run ? [run] : [], outcomes, alone, learnt);
            else if (around is not null) await FoldAsync(write, key, key.Folded, [.. around[key.Tail.Id]], outcomes, alone, learnt);
            else
            {
                // Too much lies between the first and the last of them: one after the other.
                foreach (var message in key.Folded)
                {
                    var (at, rows) = (message.Message.Time, await RunStore.AroundAsync(write, [(key.Tail.Id, message.Message.Time, message.Message.Time)]));
                    await FoldAsync(write, key with { Tail = new(key.Tail.Id, null, null) }, [message], rows.ConvertAll(r => r.Row), outcomes, alone, learnt);
                }
            }
        }
    }

    private static async ValueTask FoldAsync(
        IWrite write, KeyBatch key, List<(Incoming Message, int Place)> messages, IReadOnlyList<KeyRow> rows, IngestOutcome[] outcomes, Predicate<int> alone, Learnt learnt)
    {
        if (messages is [var (only, at)] && alone(at) && IsConflict(only, rows))
        {
            outcomes[at] = IngestOutcome.Conflict;
            return;
        }

        foreach (var (message, place) in messages) outcomes[place] = IsKnown(message, rows) ? IngestOutcome.Duplicate : IngestOutcome.Recorded;
        var folded = KeyFold.Fold(rows, messages.Select(m => new KeyMessage(m.Message.Type, m.Message.Time, m.Message.Status)));
        foreach (var row in folded)
            if (!rows.Contains(row)) await RunStore.PutAsync(write, key.Context, key.Tail.Id, row);
        foreach (var row in rows)
            if (!folded.Exists(f => f.Kind == row.Kind && f.Start == row.Start)) await RunStore.DeleteAsync(write, key.Context, key.Tail.Id, row);

        // What another replica writes is not known here.
        if (write.Sql.Engine != SqlEngine.Sqlite) return;
        var last = messages.Max(m => m.Message.Time);
        var isLast = key.Tail.Covers(key.From) || rows.All(r => r.Start <= last);
        learnt.Tails[(key.Context, key.Name, key.Host)] = isLast ? key.Tail.After(folded) : key.Tail with { LastRun = null, LastTime = null };
    }

    /// <summary>Null when the context has as many as it may.</summary>
    private async ValueTask<KeyTail?> TailAsync(IWrite write, long context, string name, string host, Learnt learnt)
    {
        if (_tails.TryGetValue((context, name, host), out var tail)) return tail;
        if (await RunStore.KeyAsync(write, context, name, host) is > 0 and var id) return new(id, null, null);
        if (!learnt.Keys.TryGetValue(context, out var keys) && !_keys.TryGetValue(context, out keys)) keys = await RunStore.CountKeysAsync(write, context);
        if (keys >= MostKeys) return null;
        learnt.Keys[context] = keys + 1;
        // Nothing is there yet that is not known.
        return new(await RunStore.InsertKeyAsync(write, context, name, host), null, long.MinValue);
    }

    private static bool IsConflict(in Incoming message, IReadOnlyList<KeyRow> rows)
    {
        var time = message.Time;
        return message.Type == TimelineMessageType.Start && rows.Any(r => r is { Kind: RunKind.Run, End: null, Superseded: false } && r.Start < time);
    }

    private static bool IsKnown(in Incoming message, IReadOnlyList<KeyRow> rows)
    {
        var (type, time) = (message.Type, message.Time);
        return rows.Any(r => type == TimelineMessageType.Start ? r.Kind == RunKind.Run && r.Start == time : r.End == time || (r.Kind == RunKind.StrayEnd && r.Start == time));
    }

    /// <summary>What a write found out and made, for later ones once it is committed.</summary>
    private sealed record Learnt(
        Dictionary<string, long> Contexts, Dictionary<long, long> Keys, Dictionary<(long Context, string Name, string Host), KeyTail> Tails);
}

/// <summary>The messages of a batch about one name and host.</summary>
internal sealed record KeyBatch(long Context, string Name, string Host, KeyTail Tail, List<(Incoming Message, int Place)> Messages)
{
    public IEnumerable<(Incoming Message, int Place)> Points => Messages.Where(m => m.Message.Type == TimelineMessageType.Single);

    /// <summary>Starts and ends, by their time.</summary>
    public List<(Incoming Message, int Place)> Folded { get; } = [.. Messages.Where(m => m.Message.Type != TimelineMessageType.Single).OrderBy(m => m.Message.Time)];

    public long From => Folded[0].Message.Time;

    public long To => Folded[^1].Message.Time;
}
