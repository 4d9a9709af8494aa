using System.Runtime.InteropServices;

namespace Tracker.Cli.Runs.Child;

/// <summary>
/// Passes on to the command what is sent to the wrapper. A key such as Ctrl-C reaches the whole foreground group of the
/// terminal by itself, so that is not passed on a second time.
/// </summary>
internal sealed class SignalForwarding : IDisposable
{
    private static readonly (PosixSignal Registered, int Signal)[] Forwarded =
    [
        (PosixSignal.SIGHUP, Signals.Hangup), (PosixSignal.SIGINT, Signals.Interrupt), (PosixSignal.SIGQUIT, Signals.Quit),
        (PosixSignal.SIGTERM, Signals.Terminate), (PosixSignal.SIGCONT, Signals.Continue),
        ((PosixSignal)Signals.User1, Signals.User1), ((PosixSignal)Signals.User2, Signals.User2), ((PosixSignal)Signals.Alarm, Signals.Alarm),
    ];

    private readonly Lock _gate = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly List<int> _early = [];
    private CancellationTokenSource _asked = new();
    private Action<int>? _receiver;

    public SignalForwarding()
    {
        var ignored = Ignored();
        // The ends of children are what a wrapper waits for.
        if (IsIn(ignored, Signals.Child)) _ = Libc.SetHandler(Signals.Child, Libc.DefaultHandler);
        foreach (var (registered, signal) in Forwarded)
        {
            // What was ignored before stays so, here and in the command: that is how nohup works.
            if (!IsIn(ignored, signal)) _registrations.Add(PosixSignalRegistration.Create(registered, context => Take(context, signal)));
        }
    }

    /// <summary>Cancelled by a signal that asks to end.</summary>
    public CancellationToken AskedToEnd => _asked.Token;

    /// <summary>What asked to end so far has been done.</summary>
    public void Forget()
    {
        lock (_gate) _asked = new();
    }

    /// <summary>Whoever is to get them from now on; those that came before come first.</summary>
    public void PassTo(Action<int> receiver)
    {
        lock (_gate)
        {
            _receiver = receiver;
            _early.ForEach(receiver);
            _early.Clear();
        }
    }

    public void Dispose() => _registrations.ForEach(r => r.Dispose());

    private void Take(PosixSignalContext context, int signal)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (signal is Signals.Interrupt or Signals.Terminate or Signals.Hangup or Signals.Quit) _asked.Cancel();
            if (signal is Signals.Interrupt or Signals.Quit && IsForeground()) return;
            if (_receiver is null) _early.Add(signal);
            else _receiver(signal);
        }
    }

    /// <summary>Whether a terminal's keys mean this process's group.</summary>
    private static unsafe bool IsForeground()
    {
        fixed (byte* path = "/dev/tty\0"u8)
        {
            var terminal = Libc.Open(path, Libc.CloseOnExec | Libc.NoTerminalControl);
            if (terminal < 0) return false;
            var foreground = Libc.ForegroundGroup(terminal);
            _ = Libc.Close(terminal);
            return foreground == Libc.ProcessGroup();
        }
    }

    private static bool IsIn(ulong signals, int signal) => (signals >> (signal - 1) & 1) == 1;

    /// <summary>A bit for each signal that is ignored, the lowest for signal 1.</summary>
    private static ulong Ignored()
    {
        Span<byte> buffer = stackalloc byte[4096];
        var status = ProcFile.Read(Environment.ProcessId, "status"u8, buffer);
        var at = status.IndexOf("SigIgn:\t"u8);
        return at >= 0 && System.Buffers.Text.Utf8Parser.TryParse(status[(at + 8)..], out ulong mask, out _, 'X') ? mask : 0;
    }
}
