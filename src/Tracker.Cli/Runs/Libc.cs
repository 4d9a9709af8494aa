using System.Runtime.InteropServices;
using System.Runtime.Versioning;

[assembly: UnsupportedOSPlatform("windows")]

namespace Tracker.Cli.Runs;

/// <summary>What Linux offers and the framework does not.</summary>
internal static unsafe partial class Libc
{
    public const int NoEntry = 2;
    public const int Interrupted = 4;
    public const int NotExecutable = 8;
    public const int AccessDenied = 13;
    public const int NotAFolder = 20;

    public const int AnyChild = 0;
    public const int WithoutHanging = 1;
    public const int Stopped = 2;
    public const int Exited = 4;
    public const int LeaveWaitable = 0x0100_0000;

    public const nint DefaultHandler = 0;
    public const short SetSignalDefault = 0x04;
    public const int BecomeSubreaper = 36;
    public const int CloseOnExec = 0x8_0000;
    public const int NoTerminalControl = 0x100;

    /// <summary>Returns the error's number; 0 is success.</summary>
    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Spawn(out int pid, byte* path, void* fileActions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int SpawnAttributesInit(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int SpawnAttributesDestroy(void* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int SpawnAttributesSetFlags(void* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int SpawnAttributesSetSignalDefault(void* attributes, void* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    public static partial int SignalSetEmpty(void* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    public static partial int SignalSetAdd(void* signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    public static partial int WaitId(int kind, int id, void* info, int options);

    [LibraryImport("libc", EntryPoint = "wait4", SetLastError = true)]
    public static partial int Wait4(int pid, out int status, int options, long* usage);

    [LibraryImport("libc", EntryPoint = "signal")]
    public static partial nint SetHandler(int signal, nint handler);

    [LibraryImport("libc", EntryPoint = "kill")]
    public static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "prctl")]
    public static partial int Control(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "open")]
    public static partial int Open(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "read")]
    public static partial nint Read(int file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "pread")]
    public static partial nint ReadAt(int file, byte* buffer, nint length, long offset);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Write(int file, byte* buffer, nint length);

    [LibraryImport("libc", EntryPoint = "close")]
    public static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    public static partial int ProcessGroup();

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    public static partial int ForegroundGroup(int terminal);

    /// <summary>Ends the process without the framework's leave-taking, which sets the terminal back to what it was.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int code);
}
