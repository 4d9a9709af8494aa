using System.Runtime.InteropServices;

namespace Tracker.Cli.Processes;

/// <summary>Passes the signals that people and systems send on to the child.</summary>
internal sealed partial class SignalForwarding : IDisposable
{
    private readonly List<PosixSignalRegistration> _registrations;

    public SignalForwarding(ChildProgram child)
    {
        _registrations =
        [
            // What is typed at the terminal the child gets as well: it is in the same group.
            Register(PosixSignal.SIGINT, 2, child, fromTerminal: true),
            Register(PosixSignal.SIGQUIT, 3, child, fromTerminal: true),
            Register(PosixSignal.SIGTERM, 15, child, fromTerminal: false),
            Register(PosixSignal.SIGHUP, 1, child, fromTerminal: false),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private static PosixSignalRegistration Register(PosixSignal signal, int number, ChildProgram child, bool fromTerminal) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            if (!fromTerminal || ForegroundGroup(0) != Group()) child.Signal(number);
        });

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int ForegroundGroup(int terminal);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int Group();
}
