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

/// <summary>A start or an end, as messages say it.</summary>
internal readonly record struct Mark(long Time, bool IsStart, TimelineStatus Status);

/// <summary>Where a name and host stand after an instant: all that later messages need to know.</summary>
/// <param name="Open">When the run under way began.</param>
/// <param name="Together">How many instants in a row, up to this one, had both a start and an end.</param>
internal readonly record struct KeyState(long? Open, int Together);

/// <summary>
/// Which end belongs to which start: a function of the set of messages, so that neither their order nor repeats change what
/// comes of them. A run takes the first end after its start and before the next one; other ends are stray. Where an end and
/// a start have the same instant, the end belongs to the run that was under way, and only when there is none to that start:
/// clocks of milliseconds or seconds make the end of an attempt and the start of the next one the same instant. From the
/// fourth such instant in a row on each is a run without a length, or one lost message would shift all that follow, however many.
/// </summary>
internal static class KeyFold
{
    private const int MostTogether = 3;

    /// <summary>
    /// How many rows before and after a message decide what it changes: among them the state is found again whatever it was
    /// before, at an instant that has only a start or only an end, or one more than <see cref="MostTogether"/> that have both.
    /// </summary>
    public const int Reach = MostTogether + 3;

    /// <summary>Adds the rows that the marks make, ordered by their start.</summary>
    /// <param name="state">Where it stood before the first mark. If a run was under way, its row is among the added ones.</param>
    /// <param name="marks">In any order, and more than once; they are sorted.</param>
    /// <param name="rows">Where they are added.</param>
    public static KeyState Fold(KeyState state, List<Mark> marks, List<KeyRow> rows)
    {
        marks.Sort(static (a, b) => a.Time.CompareTo(b.Time));
        for (var i = 0; i < marks.Count;)
        {
            var (time, starts, ends, status) = (marks[i].Time, false, false, TimelineStatus.None);
            for (; i < marks.Count && marks[i].Time == time; i++)
            {
                if (marks[i].IsStart) starts = true;
                else (ends, status) = (true, Badness.Worse(status, marks[i].Status));
            }

            state = Step(state, time, starts, ends, status, rows);
        }

        if (state.Open is { } open) rows.Add(new(RunKind.Run, open, null, TimelineStatus.None, false));
        return state;
    }

    private static KeyState Step(KeyState state, long time, bool starts, bool ends, TimelineStatus status, List<KeyRow> rows)
    {
        if (ends && state.Open is { } run && !(starts && state.Together == MostTogether))
        {
            rows.Add(new(RunKind.Run, run, time, status, false));
            return starts ? new(time, state.Together + 1) : default;
        }

        if (!starts)
        {
            rows.Add(new(RunKind.StrayEnd, time, null, status, false));
            return default;
        }

        if (state.Open is { } lost) rows.Add(new(RunKind.Run, lost, null, TimelineStatus.None, true));
        if (!ends) return new(time, 0);
        rows.Add(new(RunKind.Run, time, time, status, false));
        return new(null, Math.Min(state.Together + 1, MostTogether));
    }
}
