using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines;

/// <summary>What a row of a name and host is.</summary>
internal enum RunKind
{
    Run = 0,
    StrayEnd = 1,
    Point = 2,
}

/// <summary>What messages say of one name and host. Instants are unix microseconds.</summary>
/// <param name="Start">When it began, or when the stray end or the point was.</param>
/// <param name="End">Of a run that ended.</param>
/// <param name="Superseded">Of a run that did not end before the next began.</param>
internal readonly record struct KeyRow(RunKind Kind, long Start, long? End, TimelineStatus Status, bool Superseded);

/// <summary>A message about one name and host.</summary>
internal readonly record struct KeyMessage(TimelineMessageType Type, long Time, TimelineStatus Status);

/// <summary>
/// Which end belongs to which start: a function of the set of messages, so that neither their order nor repeats change what
/// comes of them. Between a start and the next one, the first end is its end; the others, and those before every start, are
/// stray. At one instant the start comes first.
/// </summary>
internal static class KeyFold
{
    /// <summary>The rows for those there are and the messages that came since, ordered by start and kind.</summary>
    /// <param name="rows">
    /// All there are from the last run at or before the earliest of the messages to the first run after the latest of them; what
    /// lies outside is not changed by the messages.
    /// </param>
    public static List<KeyRow> Fold(IEnumerable<KeyRow> rows, IEnumerable<KeyMessage> messages)
    {
        var (starts, ends, points) = (new SortedSet<long>(), new SortedDictionary<long, TimelineStatus>(), new SortedDictionary<long, TimelineStatus>());
        foreach (var row in rows)
        {
            if (row.Kind == RunKind.Run) starts.Add(row.Start);
            if (row.Kind == RunKind.Point) Note(points, row.Start, row.Status);
            if (row.Kind == RunKind.StrayEnd) Note(ends, row.Start, row.Status);
            if (row is { Kind: RunKind.Run, End: { } end }) Note(ends, end, row.Status);
        }

        foreach (var message in messages)
        {
            if (message.Type == TimelineMessageType.Start) starts.Add(message.Time);
            if (message.Type == TimelineMessageType.End) Note(ends, message.Time, message.Status);
            if (message.Type == TimelineMessageType.Single) Note(points, message.Time, message.Status);
        }

        var folded = new List<KeyRow>(starts.Count + points.Count);
        folded.AddRange(points.Select(p => new KeyRow(RunKind.Point, p.Key, null, p.Value, false)));
        long? open = null;
        using var next = starts.GetEnumerator();
        var more = next.MoveNext();
        foreach (var (end, status) in ends)
        {
            while (more && next.Current <= end) Begin();
            folded.Add(open is { } start ? new(RunKind.Run, start, end, status, false) : new(RunKind.StrayEnd, end, null, status, false));
            open = null;
        }

        while (more) Begin();
        if (open is { } last) folded.Add(new(RunKind.Run, last, null, TimelineStatus.None, false));
        folded.Sort((a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : a.Kind.CompareTo(b.Kind));
        return folded;

        void Begin()
        {
            if (open is { } superseded) folded.Add(new(RunKind.Run, superseded, null, TimelineStatus.None, true));
            open = next.Current;
            more = next.MoveNext();
        }
    }

    private static void Note(SortedDictionary<long, TimelineStatus> known, long time, TimelineStatus status) =>
        known[time] = known.TryGetValue(time, out var other) ? Badness.Worse(status, other) : status;
}
