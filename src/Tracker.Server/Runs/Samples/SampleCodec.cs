namespace Tracker.Server.Runs.Samples;

/// <summary>
/// Samples in the order of time as bytes. What comes at an even pace is told by its changes: of the distance in time, and of the
/// usage, each in units of what divides all of them (a clock of milliseconds and a usage in tenths of a percent are coarse).
/// </summary>
/// <remarks>
/// Numbers are 7 bits a byte, the lowest first; signed ones are folded (0, -1, 1, -2, …). Head: count, first instant, unit of
/// time, unit of usage, first usage. Then for each further sample the change of the distance and the change of the usage.
/// </remarks>
internal static class SampleCodec
{
    public static byte[] Write(IReadOnlyList<Sample> samples)
    {
        var (timeUnit, usageUnit) = Units(samples);
        var bytes = new List<byte>(16 + (samples.Count * 5));
        Varint.Write(bytes, (ulong)samples.Count);
        Varint.WriteSigned(bytes, samples[0].At);
        Varint.Write(bytes, (ulong)timeUnit);
        Varint.Write(bytes, (ulong)usageUnit);
        Varint.Write(bytes, (ulong)(samples[0].Usage / usageUnit));
        var distance = 0L;
        for (var i = 1; i < samples.Count; i++)
        {
            var next = (samples[i].At - samples[i - 1].At) / timeUnit;
            Varint.WriteSigned(bytes, next - distance);
            Varint.WriteSigned(bytes, (samples[i].Usage - samples[i - 1].Usage) / usageUnit);
            distance = next;
        }

        return [.. bytes];
    }

    public static Sample[] Read(ReadOnlySpan<byte> bytes)
    {
        var samples = new Sample[Varint.Read(ref bytes)];
        var at = Varint.ReadSigned(ref bytes);
        var timeUnit = (long)Varint.Read(ref bytes);
        var usageUnit = (int)Varint.Read(ref bytes);
        var usage = (int)Varint.Read(ref bytes) * usageUnit;
        samples[0] = new(at, usage);
        var distance = 0L;
        for (var i = 1; i < samples.Length; i++)
        {
            distance += Varint.ReadSigned(ref bytes);
            at += distance * timeUnit;
            usage += (int)Varint.ReadSigned(ref bytes) * usageUnit;
            samples[i] = new(at, usage);
        }

        return samples;
    }

    private static (long Time, int Usage) Units(IReadOnlyList<Sample> samples)
    {
        var (time, usage) = (0L, (long)samples[0].Usage);
        for (var i = 1; i < samples.Count; i++)
        {
            time = Divisor(samples[i].At - samples[i - 1].At, time);
            usage = Divisor(samples[i].Usage, usage);
        }

        return (Math.Max(1, time), (int)Math.Max(1, usage));
    }

    /// <summary>The greatest that divides both.</summary>
    private static long Divisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
