namespace Tracker.Server.Runs.Samples;

/// <summary>How many samples lie in each hundredth of the machine, by which the ones that decide a percentile are found.</summary>
internal static class UsageBins
{
    public const int Count = 100;
    public const int Width = Sample.Whole / Count;

    /// <summary>The highest one has the whole machine, too.</summary>
    public static int Of(int usage) => Math.Min(usage / Width, Count - 1);

    public static byte[] Write(IEnumerable<Sample> samples)
    {
        var counts = new ulong[Count];
        foreach (var sample in samples) counts[Of(sample.Usage)]++;
        var bytes = new List<byte>(Count);
        var last = Array.FindLastIndex(counts, c => c > 0);
        for (var i = 0; i <= last; i++) Varint.Write(bytes, counts[i]);
        return [.. bytes];
    }

    public static long[] Read(ReadOnlySpan<byte> bytes)
    {
        var counts = new long[Count];
        for (var i = 0; bytes.Length > 0; i++) counts[i] = (long)Varint.Read(ref bytes);
        return counts;
    }
}
