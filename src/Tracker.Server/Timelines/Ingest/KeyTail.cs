namespace Tracker.Server.Timelines.Ingest;

/// <summary>What is known of a name and host: enough to fold later messages without asking the store.</summary>
/// <param name="Id">Its key in the store.</param>
/// <param name="LastRun">The run that began last; null when there is none, or it is not known.</param>
/// <param name="LastTime">No run or stray end lies after this; null when that is not known.</param>
internal sealed record KeyTail(long Id, KeyRow? LastRun, long? LastTime)
{
    /// <summary>Whether everything that messages from this instant on could change is known.</summary>
    public bool Covers(long time) => LastTime < time;

    /// <summary>The same after some rows, the last ones there are, were written.</summary>
    public KeyTail After(IReadOnlyList<KeyRow> rows)
    {
        var (run, last) = (LastRun, LastTime ?? long.MinValue);
        foreach (var row in rows)
        {
            if (row.Kind == RunKind.Point) continue;
            if (row.Kind == RunKind.Run) run = row;
            last = Math.Max(last, row.End ?? row.Start);
        }

        return this with { LastRun = run, LastTime = last };
    }
}
