namespace Tracker.Server.Timelines.Ingest;

/// <summary>
/// Whether there is room for one more of something in the store. Counting takes long, so it is done once a minute: a second
/// server may add as many as it can in that time.
/// </summary>
internal sealed class RunLimit(int most, TimeProvider clock)
{
    private static readonly TimeSpan CountEvery = TimeSpan.FromMinutes(1);

    // Of contexts, those that got new names and hosts lately.
    private const int MostCounts = 1_000;

    private readonly Dictionary<long, (long Count, long At)> _counts = [];

    /// <summary>Takes a place; false when there is none.</summary>
    public async ValueTask<bool> TryTakeAsync(long of, Func<ValueTask<long>> count)
    {
        if (!_counts.TryGetValue(of, out var known) || clock.GetElapsedTime(known.At) > CountEvery)
        {
            if (_counts.Count >= MostCounts) _counts.Clear();
            known = (await count(), clock.GetTimestamp());
        }

        _counts[of] = known with { Count = known.Count + 1 };
        if (known.Count < most) return true;
        _counts[of] = known;
        return false;
    }
}
