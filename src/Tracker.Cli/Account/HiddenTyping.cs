using System.Runtime.InteropServices;

namespace Tracker.Cli.Account;

/// <summary>The terminal shows nothing of what is typed until this ends, also when it is interrupted.</summary>
internal sealed partial class HiddenTyping : IDisposable
{
    // struct termios begins with four flag words on Linux; the last of them has the terminal's own echo.
    private const int LocalFlags = 12;
    private const int Echo = 8;
    private const int Terminal = 0;

    private readonly byte[] _before = new byte[256];
    private readonly PosixSignalRegistration? _interrupted;

    public HiddenTyping()
    {
        if (GetAttributes(Terminal, _before) != 0) return;
        _interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Restore());
        var hidden = (byte[])_before.Clone();
        var flags = MemoryMarshal.Read<int>(hidden.AsSpan(LocalFlags));
        MemoryMarshal.Write(hidden.AsSpan(LocalFlags), flags & ~Echo);
        _ = SetAttributes(Terminal, 0, hidden);
    }

    public void Dispose()
    {
        if (_interrupted is null) return;
        _interrupted.Dispose();
        Restore();
    }

    private void Restore() => SetAttributes(Terminal, 0, _before);

    [LibraryImport("libc", EntryPoint = "tcgetattr")]
    private static partial int GetAttributes(int file, [Out] byte[] attributes);

    [LibraryImport("libc", EntryPoint = "tcsetattr")]
    private static partial int SetAttributes(int file, int when, byte[] attributes);
}
