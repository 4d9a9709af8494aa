namespace Tracker.Server.Timelines;

/// <summary>The rows of a name and host around some messages, and what the messages make of them.</summary>
internal static class KeyWindow
{
    /// <summary>What changes.</summary>
    /// <param name="rows">
    /// By their start: all from the first to the last of the messages, and <see cref="KeyFold.Reach"/> before and after them,
    /// or as many as there are.
    /// </param>
    /// <param name="marks">At least one.</param>
    public static KeyChange Fold(IReadOnlyList<KeyRow> rows, IReadOnlyCollection<Mark> marks)
    {
        var (from, to) = (marks.Min(m => m.Time), marks.Max(m => m.Time));
        // Only the last row before them may be changed by them, and of those behind them never the last.
        var first = rows.Where(r => r.Start < from).Select(r => r.Start).DefaultIfEmpty(long.MinValue).Last();
        var isWhole = rows.Count(r => r.Start > to) < KeyFold.Reach;
        var end = isWhole ? long.MaxValue : rows[^1].Start;

        var all = new List<Mark>(marks);
        foreach (var row in rows) AddMarks(row, all);
        var folded = new List<KeyRow>(rows.Count + marks.Count);
        var state = KeyFold.Fold(default, all, folded);

        // At one instant there is one row.
        var before = rows.Where(r => r.Start >= first && r.Start < end).ToDictionary(r => r.Start);
        var put = new List<KeyRow>();
        foreach (var row in folded)
        {
            if (row.Start < first || row.Start >= end) continue;
            if (!before.Remove(row.Start, out var known)) put.Add(row);
            else if (known != row)
            {
                put.Add(row);
                if (known.Kind != row.Kind) before.Add(row.Start, known);
            }
        }

        return new(put, [.. before.Values], isWhole ? state : null, all[^1].Time);
    }

    public static void AddMarks(in KeyRow row, List<Mark> marks)
    {
        if (row.Kind == RunKind.Run) marks.Add(new(row.Start, true, row.Status));
        if (row.Kind == RunKind.StrayEnd) marks.Add(new(row.Start, false, row.Status));
        if (row is { Kind: RunKind.Run, End: { } end }) marks.Add(new(end, false, row.Status));
    }
}

/// <param name="Put">Rows that are new or other than before.</param>
/// <param name="Delete">Rows that are no more.</param>
/// <param name="State">Where the name and host stand at the end; null when that is not known.</param>
/// <param name="LastTime">The last instant of which something is said.</param>
internal sealed record KeyChange(List<KeyRow> Put, List<KeyRow> Delete, KeyState? State, long LastTime);
