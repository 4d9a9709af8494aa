namespace Tracker.Server.Runs.Samples;

/// <summary>What is known of a stretch of samples without reading them.</summary>
/// <param name="FirstAt">When the first of them is.</param>
/// <param name="Bins">How many lie in which hundredth of the machine; see <see cref="UsageBins"/>.</param>
internal sealed record SampleChunk(long FirstAt, UsageTotals Totals, byte[] Bins)
{
    /// <summary>More than this in one would cost too much to read for a part of them.</summary>
    public const int Most = 2_048;

    /// <summary>Samples that come one by one are gathered in a small chunk, which is cheap to write again, until it has this many.</summary>
    public const int Tail = 256;

    /// <param name="samples">In the order of time, at least one.</param>
    public static SampleChunk Of(IReadOnlyList<Sample> samples, int threshold) =>
        new(samples[0].At, UsageTotals.Of(samples, threshold), UsageBins.Write(samples));

    /// <summary>Whether what comes later is to be written into the same chunk.</summary>
    /// <param name="samples">How many the chunk has.</param>
    /// <param name="more">How many come after them.</param>
    public static bool Joins(long samples, int more) => samples < Tail || (more >= Tail && samples < Most);

    /// <summary>In full pieces and a rest, which takes what comes later.</summary>
    public static IEnumerable<IReadOnlyList<Sample>> Fill(IReadOnlyList<Sample> samples) => samples.Chunk(Most);

    /// <summary>In pieces of about one size, each with room for what comes in between.</summary>
    public static IEnumerable<IReadOnlyList<Sample>> Split(IReadOnlyList<Sample> samples)
    {
        var pieces = (samples.Count + Most - 1) / Most;
        return samples.Chunk((samples.Count + pieces - 1) / pieces);
    }

    /// <summary>Both in the order of time, each instant once; where both have one, it is the stored one.</summary>
    public static List<Sample> Merge(IReadOnlyList<Sample> stored, IReadOnlyList<Sample> more)
    {
        var merged = new List<Sample>(stored.Count + more.Count);
        for (int i = 0, j = 0; i < stored.Count || j < more.Count;)
        {
            if (j == more.Count || (i < stored.Count && stored[i].At <= more[j].At)) merged.Add(stored[i++]);
            else if (merged.Count > 0 && merged[^1].At == more[j].At) j++;
            else merged.Add(more[j++]);
        }

        return merged;
    }
}
