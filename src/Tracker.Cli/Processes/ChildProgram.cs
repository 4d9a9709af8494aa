using System.Runtime.InteropServices;

namespace Tracker.Cli.Processes;

/// <summary>
/// A command that runs as if its caller had started it: same terminal, same group, signals as the runtime found them, the
/// program looked for on the PATH alone.
/// </summary>
internal sealed partial class ChildProgram
{
    private const int NotFound = 2;
    private const int Interrupted = 4;
    private const int SetSignalDefaults = 0x04;
    private const int BrokenPipe = 13;

    // Larger than these are on any system; their insides are the C library's own.
    private const int AttributesBytes = 1024;
    private const int SignalSetBytes = 256;

    private ChildProgram(int id)
    {
        Id = id;
        Exit = Task.Factory.StartNew(Wait, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Id { get; }

    /// <summary>Its exit code; 128 + n when signal n ended it.</summary>
    public Task<int> Exit { get; }

    /// <summary>Adds a variable to the environment of programs that are started from now on.</summary>
    public static void SetVariable(string name, string value)
    {
        if (SetEnv(name, value, 1) != 0) throw new IOException($"{name} cannot be set: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Throws with the exit code that shells have for it when there is no such program (127) or it cannot run (126).</summary>
    public static unsafe ChildProgram Start(IReadOnlyList<string> command)
    {
        var attributes = stackalloc byte[AttributesBytes];
        var defaults = stackalloc byte[SignalSetBytes];
        // The runtime ignores broken pipes, and what is ignored stays so in programs that it starts: they would not notice
        // that nobody reads them any more.
        Check(SpawnAttrInit(attributes));
        Check(SigEmptySet(defaults));
        Check(SigAddSet(defaults, BrokenPipe));
        Check(SpawnAttrSetSigDefault(attributes, defaults));
        Check(SpawnAttrSetFlags(attributes, SetSignalDefaults));
        var environment = *(nint*)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        var error = SpawnP(out var id, command[0], 0, attributes, [.. command, null], environment);
        Check(SpawnAttrDestroy(attributes));
        return error == 0
            ? new ChildProgram(id)
            : throw new CommandException(error == NotFound ? 127 : 126, $"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    public void Signal(int signal)
    {
        // One that has ended meanwhile cannot be told.
        if (!Exit.IsCompleted) _ = Kill(Id, signal);
    }

    private static void Check(int error)
    {
        if (error != 0) throw new IOException($"posix_spawn cannot be prepared: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private int Wait()
    {
        int status;
        while (WaitPid(Id, out status, 0) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw new IOException($"waitpid: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        var signal = status & 0x7F;
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal;
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnp", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SpawnP(out int id, string file, nint actions, byte* attributes, string?[] arguments, nint environment);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static unsafe partial int SpawnAttrInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static unsafe partial int SpawnAttrDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static unsafe partial int SpawnAttrSetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static unsafe partial int SpawnAttrSetSigDefault(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    private static unsafe partial int SigEmptySet(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigaddset")]
    private static unsafe partial int SigAddSet(byte* signals, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitPid(int id, out int status, int options);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int id, int signal);

    [LibraryImport("libc", EntryPoint = "setenv", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnv(string name, string value, int overwrite);
}
