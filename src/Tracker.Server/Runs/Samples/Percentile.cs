namespace Tracker.Server.Runs.Samples;

/// <summary>
/// Finds an exact percentile (nearest rank) in two steps: the bins of all chunks tell in which hundredth of the machine it lies;
/// only what lies there is looked at.
/// </summary>
internal sealed class Percentile
{
    private readonly long _rank;
    private readonly long[] _counts = new long[UsageBins.Width + 1];

    /// <param name="percent">From 1 to 100.</param>
    /// <param name="bins">The counts of all samples, of which there is at least one.</param>
    public Percentile(int percent, IReadOnlyList<long> bins)
    {
        // The least value that so many percent of all do not exceed.
        var rank = ((bins.Sum() * percent) + 99) / 100;
        for (; rank > bins[Bin]; Bin++) rank -= bins[Bin];
        _rank = rank;
    }

    /// <summary>The bin that it lies in: all others need not be read.</summary>
    public int Bin { get; }

    /// <summary>Counts a value; those of other bins do not matter.</summary>
    public void Add(int usage, long times = 1)
    {
        if (UsageBins.Of(usage) == Bin) _counts[usage - (Bin * UsageBins.Width)] += times;
    }

    /// <summary>Null until all values of the bin are counted.</summary>
    public int? Value()
    {
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            if ((seen += _counts[i]) >= _rank) return (Bin * UsageBins.Width) + i;
        }

        return null;
    }
}
