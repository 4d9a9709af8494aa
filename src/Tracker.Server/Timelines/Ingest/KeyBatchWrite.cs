using Tracker.Protocol.Timelines;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Ingest;

/// <summary>Writes messages about names and hosts of one context, in one write.</summary>
internal sealed class KeyBatchWrite(IWrite write, long context, IReadOnlyList<Incoming> messages, IngestOutcome[] outcomes, RunMemory memory)
{
    private static readonly KeyRow NoRun = new(RunKind.Run, 0, 0, TimelineStatus.None, false);

    private readonly List<KeyRow> _rows = [];
    private bool _changed;

    /// <summary>Whether anything is other than before.</summary>
    public async ValueTask<bool> RunAsync(List<(KeyBatch Key, KeyTail Tail)> keys)
    {
        var points = await KnownPointsAsync(keys);
        var around = await AroundAsync(keys);
        foreach (var (key, tail) in keys)
        {
            var after = await PutPointsAsync(key, tail, points);
            if (key.Places.Count == 0) memory.Remember(context, key, after);
            else if (tail.Covers(key.First)) await FollowAsync(key, after);
            else if (around is not null) await MergeAsync(key, after, [.. around[tail.Id]], key.Marks, key.Places);
            else await MergeEachAsync(key, after);
        }

        return _changed;
    }

    /// <summary>The usual case: they are later than everything there is.</summary>
    private async ValueTask FollowAsync(KeyBatch key, KeyTail tail)
    {
        if (key.IsAlone && await IsConflictAsync(key.Places[0], tail.State.Open))
        {
            memory.Remember(context, key, tail);
            return;
        }

        Settle(key.Places, []);
        _rows.Clear();
        var state = KeyFold.Fold(tail.State, key.Marks, _rows);
        foreach (var row in _rows) await RunStore.PutAsync(write, context, tail.Id, row);
        _changed = true;
        memory.Remember(context, key, tail with { State = state, LastTime = key.Last });
    }

    private async ValueTask MergeAsync(KeyBatch key, KeyTail tail, List<KeyRow> rows, List<Mark> marks, List<int> places)
    {
        if (key.IsAlone && !rows.Exists(r => r.Kind == RunKind.Run && r.Start == key.First))
        {
            var before = rows.LastOrDefault(r => r.Kind == RunKind.Run && r.Start < key.First, NoRun);
            if (before is { End: null, Superseded: false } && await IsConflictAsync(places[0], before.Start)) return;
        }

        Settle(places, rows);
        var change = KeyWindow.Fold(rows, marks);
        foreach (var row in change.Delete) await RunStore.DeleteAsync(write, context, tail.Id, row);
        foreach (var row in change.Put) await RunStore.PutAsync(write, context, tail.Id, row);
        _changed |= change.Put.Count > 0;
        memory.Remember(context, key, change.State is { } state ? tail with { State = state, LastTime = change.LastTime } : tail with { LastTime = null });
    }

    /// <summary>Too much lies between the first and the last of them.</summary>
    private async ValueTask MergeEachAsync(KeyBatch key, KeyTail tail)
    {
        foreach (var place in key.Places)
        {
            var mark = messages[place].Mark;
            var rows = await RunStore.AroundAsync(write, [(tail.Id, mark.Time, mark.Time)]);
            await MergeAsync(key, tail, rows.ConvertAll(r => r.Row), [mark], [place]);
        }
    }

    private async ValueTask<KeyTail> PutPointsAsync(KeyBatch key, KeyTail tail, Dictionary<(long Key, long Time), TimelineStatus> known)
    {
        if (key.Points.Count == 0) return tail;
        foreach (var place in key.Points)
        {
            var (time, status) = (messages[place].Time, messages[place].Status);
            var isKnown = known.TryGetValue((tail.Id, time), out var before);
            outcomes[place] = isKnown && Badness.Of(before) >= Badness.Of(status) ? IngestOutcome.Duplicate : IngestOutcome.Recorded;
            if (outcomes[place] == IngestOutcome.Duplicate) continue;
            known[(tail.Id, time)] = status;
            await RunStore.PutAsync(write, context, tail.Id, new(RunKind.Point, time, null, status, false));
            _changed = true;
        }

        return tail.LastPoint is { } last ? tail with { LastPoint = Math.Max(last, key.Points.Max(p => messages[p].Time)) } : tail;
    }

    private async ValueTask<Dictionary<(long Key, long Time), TimelineStatus>> KnownPointsAsync(List<(KeyBatch Key, KeyTail Tail)> keys)
    {
        var asked = new List<(long, long)>();
        foreach (var (key, tail) in keys)
        {
            foreach (var place in key.Points)
                if (!tail.CoversPoint(messages[place].Time)) asked.Add((tail.Id, messages[place].Time));
        }

        var known = asked.Count == 0 ? [] : await RunStore.PointsAsync(write, context, asked.Distinct());
        return known.ToDictionary(p => (p.Key, p.Time), p => p.Status);
    }

    /// <summary>The rows around those that are not simply the last; null when there are too many.</summary>
    private async ValueTask<ILookup<long, KeyRow>?> AroundAsync(List<(KeyBatch Key, KeyTail Tail)> keys)
    {
        List<(long, long, long)>? spans = null;
        foreach (var (key, tail) in keys)
            if (key.Places.Count > 0 && !tail.Covers(key.First)) (spans ??= []).Add((tail.Id, key.First, key.Last));
        var found = spans is null ? [] : await RunStore.AroundAsync(write, spans);
        return found.Count < RunStore.MostRows ? found.ToLookup(r => r.Key, r => r.Row) : null;
    }

    private async ValueTask<bool> IsConflictAsync(int place, long? open)
    {
        var mark = messages[place].Mark;
        if (!mark.IsStart || open is not { } began) return false;
        // By then it had been given up.
        if (mark.Time - began >= (long)(await RunStore.OpenTimeoutAsync(write, context)).TotalMicroseconds) return false;
        outcomes[place] = IngestOutcome.Conflict;
        return true;
    }

    /// <summary>What becomes of each, as if they had been written one after the other.</summary>
    private void Settle(List<int> places, List<KeyRow> rows)
    {
        if (places.Count == 1 && rows.Count == 0)
        {
            outcomes[places[0]] = IngestOutcome.Recorded;
            return;
        }

        var known = new Dictionary<(bool IsStart, long Time), int>();
        var marks = new List<Mark>();
        foreach (var row in rows) KeyWindow.AddMarks(row, marks);
        foreach (var mark in marks) known[(mark.IsStart, mark.Time)] = Badness.Of(mark.Status);
        foreach (var place in places)
        {
            var mark = messages[place].Mark;
            // Of a start no outcome is kept.
            var badness = mark.IsStart ? 0 : Badness.Of(mark.Status);
            var isKnown = known.TryGetValue((mark.IsStart, mark.Time), out var before) && before >= badness;
            outcomes[place] = isKnown ? IngestOutcome.Duplicate : IngestOutcome.Recorded;
            if (!isKnown) known[(mark.IsStart, mark.Time)] = badness;
        }
    }
}
