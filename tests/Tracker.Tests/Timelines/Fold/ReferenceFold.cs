using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;

namespace Tracker.Tests.Timelines.Fold;

/// <summary>
/// The rules as docs/timelines.md states them, about the whole set of marks of one name and host, without any state or
/// order of arrival: slow, and made of questions to the set.
/// </summary>
internal sealed class ReferenceFold
{
    private readonly SortedSet<long> _starts;
    private readonly SortedDictionary<long, TimelineStatus> _ends = [];
    private readonly List<long> _instants;

    public ReferenceFold(IReadOnlyCollection<Mark> marks)
    {
        _starts = [.. marks.Where(m => m.IsStart).Select(m => m.Time)];
        foreach (var end in marks.Where(m => !m.IsStart).GroupBy(m => m.Time)) _ends[end.Key] = end.Select(e => e.Status).MaxBy(Rank);
        _instants = [.. _starts.Union(_ends.Keys).Order()];
    }

    public List<KeyRow> Rows() =>
    [
        .. _starts.Select(s => EndOf(s) is { } end
            ? new KeyRow(RunKind.Run, s, end, _ends[end], false)
            : new KeyRow(RunKind.Run, s, null, TimelineStatus.None, _starts.Any(other => other > s)))
        .Concat(_ends.Where(e => !_starts.Contains(e.Key) && UnderWay(e.Key) is null).Select(e => new KeyRow(RunKind.StrayEnd, e.Key, null, e.Value, false)))
        .OrderBy(r => r.Start),
    ];

    public static int Rank(TimelineStatus status) => status switch
    {
        TimelineStatus.None => 0,
        TimelineStatus.Ok => 1,
        TimelineStatus.Skipped => 2,
        TimelineStatus.Warning => 3,
        _ => 4,
    };

    private long? EndOf(long start)
    {
        if (IsBoth(start) && !EndsEarlierRun(start)) return start;
        if (_instants.Where(i => i > start).Select(i => (long?)i).FirstOrDefault() is not { } next || !_ends.ContainsKey(next)) return null;
        return !IsBoth(next) || EndsEarlierRun(next) ? next : null;
    }

    /// <summary>The start of the run under way just before an instant.</summary>
    private long? UnderWay(long instant)
    {
        if (_instants.Where(i => i < instant).Select(i => (long?)i).LastOrDefault() is not { } before || !_starts.Contains(before)) return null;
        return !IsBoth(before) || EndsEarlierRun(before) ? before : null;
    }

    private bool EndsEarlierRun(long both) =>
        UnderWay(both) is not null && _instants.Where(i => i < both).Reverse().TakeWhile(IsBoth).Count() < 3;

    private bool IsBoth(long instant) => _starts.Contains(instant) && _ends.ContainsKey(instant);
}
