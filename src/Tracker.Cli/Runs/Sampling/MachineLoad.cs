namespace Tracker.Cli.Runs.Sampling;

/// <summary>How busy the whole machine was since it was last asked, by one handle of /proc/stat.</summary>
internal sealed unsafe class MachineLoad : IDisposable
{
    // user nice system idle iowait irq softirq steal; guests are counted in user already.
    private const int Fields = 8;
    private const int Idle = 3;
    private const int WaitsForDisk = 4;

    private readonly int _file;
    private (long Busy, long All) _last;

    public MachineLoad()
    {
        fixed (byte* path = "/proc/stat\0"u8) _file = Libc.Open(path, Libc.CloseOnExec);
        _last = Read();
    }

    /// <summary>A part of the whole machine, from 0 to 1; null when the kernel has counted nothing since.</summary>
    public double? Take()
    {
        var now = Read();
        var (busy, all) = (now.Busy - _last.Busy, now.All - _last.All);
        if (all <= 0) return null;
        _last = now;
        return Math.Clamp((double)busy / all, 0, 1);
    }

    public void Dispose() => _ = Libc.Close(_file);

    private (long Busy, long All) Read()
    {
        Span<byte> buffer = stackalloc byte[512];
        nint length;
        fixed (byte* start = buffer) length = Libc.ReadAt(_file, start, buffer.Length, 0);
        if (length < 5) return default;
        ReadOnlySpan<byte> text = buffer[4..(int)length];
        var (busy, all) = (0L, 0L);
        for (var i = 0; i < Fields; i++)
        {
            var ticks = ProcFile.Number(ref text);
            all += ticks;
            if (i is not (Idle or WaitsForDisk)) busy += ticks;
        }
        return (busy, all);
    }
}
