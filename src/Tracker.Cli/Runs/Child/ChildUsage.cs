namespace Tracker.Cli.Runs.Child;

/// <summary>What processes that have ended used, they and all whose end they waited for.</summary>
/// <param name="Resident">The most memory that one of them had, in bytes; 0 when it is not known.</param>
internal sealed record ChildUsage(TimeSpan Processor, long Resident, long ReadBytes, long WrittenBytes)
{
    public static readonly ChildUsage None = new(TimeSpan.Zero, 0, 0, 0);

    public ChildUsage Plus(ChildUsage other) =>
        new(Processor + other.Processor, Math.Max(Resident, other.Resident), ReadBytes + other.ReadBytes, WrittenBytes + other.WrittenBytes);

    /// <param name="usage">The kernel's <c>struct rusage</c>.</param>
    /// <param name="io">The text of <c>/proc/PID/io</c>, read before the process was reaped.</param>
    /// <param name="own">The most memory this process had at the start of the child.</param>
    public static unsafe ChildUsage Of(long* usage, ReadOnlySpan<byte> io, long own)
    {
        var processor = TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3]);
        // Until it runs its program a child shares the memory of the process that started it, and the kernel counts that as
        // the child's: what is not more than that tells nothing.
        var resident = usage[4] * 1024;
        return new(processor, resident > own ? resident : 0, Field(io, "\nread_bytes:"u8), Field(io, "\nwrite_bytes:"u8));
    }

    private static long Field(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        if (at < 0) return 0;
        text = text[(at + name.Length)..];
        return ProcFile.Number(ref text);
    }
}
