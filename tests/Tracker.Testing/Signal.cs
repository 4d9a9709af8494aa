using System.Runtime.InteropServices;

namespace Tracker.Testing;

/// <summary>The signals tests send, by Linux's numbers.</summary>
public enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
    Stop = 19,
}

internal static partial class Native
{
    public const int NoSuchProcess = 3;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static partial int Kill(int pid, int signal);
}
