using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tracker.Cli.Runs.Child;

/// <summary>
/// Waits for the command on a thread of its own, and for processes that lost their parents, which become children of this one.
/// </summary>
internal sealed unsafe class ChildWaiter(int pid)
{
    private const int StoppedCode = 5;
    private const int UnknownExitCode = 255;

    // A terminal's stop reaches command and wrapper alike; only when it reached the command alone is there something to do.
    private static readonly TimeSpan StopSettles = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private readonly ManualResetEvent _ended = new(false);
    private readonly long _own = OwnPeak();
    private bool _reaped;

    public WaitHandle Ended => _ended;

    /// <summary>As a shell has it: 128 + n when signal n ended it. Good once it has ended, as is the rest.</summary>
    public int ExitCode { get; private set; }

    public long EndedAt { get; private set; }

    public ChildUsage Usage { get; private set; } = ChildUsage.None;

    public void Start() => new Thread(Wait, maxStackSize: 256 * 1024) { IsBackground = true, Name = "waits" }.Start();

    /// <summary>Sends a signal to the command, and never to another process that has got its number since.</summary>
    public void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_reaped) _ = Libc.Kill(pid, signal);
        }
    }

    private void Wait()
    {
        byte* info = stackalloc byte[128];
        while (true)
        {
            // Left waitable, for its counters can be read only until it is reaped.
            if (Libc.WaitId(Libc.AnyChild, 0, info, Libc.Exited | Libc.Stopped | Libc.LeaveWaitable) != 0)
            {
                if (Marshal.GetLastPInvokeError() == Libc.Interrupted) continue;
                break;
            }
            var (code, id) = (((int*)info)[2], ((int*)info)[4]);
            if (code == StoppedCode) Stop(id);
            else Reap(id);
        }
        if (_reaped) return;
        // Somebody else has reaped it: there is no exit code to pass on, and no reason to wait for one.
        (ExitCode, EndedAt) = (UnknownExitCode, Stopwatch.GetTimestamp());
        _ended.Set();
    }

    /// <summary>What ends after the command is reaped too, but not the run's any more.</summary>
    private void Reap(int id)
    {
        if (id == pid) EndedAt = Stopwatch.GetTimestamp();
        Span<byte> buffer = stackalloc byte[1024];
        var io = ProcFile.Read(id, "io"u8, buffer);
        long* usage = stackalloc long[32];
        int status;
        lock (_gate)
        {
            if (Libc.Wait4(id, out status, 0, usage) != id || _reaped) return;
            _reaped = id == pid;
        }
        Usage = Usage.Plus(ChildUsage.Of(usage, io, _own));
        if (id != pid) return;
        var signal = status & 0x7f;
        ExitCode = signal == 0 ? (status >> 8) & 0xff : 128 + signal;
        _ended.Set();
    }

    /// <summary>
    /// A command that stops, as an editor does at its suspend key, stops its wrapper too, so that the shell gets the terminal
    /// back; and goes on with it.
    /// </summary>
    private void Stop(int id)
    {
        long* usage = stackalloc long[32];
        _ = Libc.Wait4(id, out _, Libc.Stopped | Libc.WithoutHanging, usage);
        if (id != pid) return;
        Thread.Sleep(StopSettles);
        if (!IsStopped()) return;
        // The kernel takes no notice of this where there is no shell that could continue it.
        _ = Libc.Kill(Environment.ProcessId, Signals.TerminalStop);
    }

    public bool IsStopped()
    {
        Span<byte> buffer = stackalloc byte[512];
        var stat = ProcFile.Read(pid, "stat"u8, buffer);
        var name = stat.LastIndexOf((byte)')');
        return name > 0 && name + 2 < stat.Length && stat[name + 2] == 'T';
    }

    private static long OwnPeak()
    {
        Span<byte> buffer = stackalloc byte[4096];
        var status = ProcFile.Read(Environment.ProcessId, "status"u8, buffer);
        var at = status.IndexOf("VmHWM:"u8);
        if (at < 0) return 0;
        var rest = status[(at + 6)..].TrimStart((byte)'\t');
        return ProcFile.Number(ref rest) * 1024;
    }
}
