using System.Runtime.InteropServices;
using System.Text;

namespace Tracker.Cli.Runs.Child;

/// <summary>
/// Starts a command as execvp does: in this process's group, with its files, terminal and ignored signals, so that to the
/// command and to the shell the wrapper is not there.
/// </summary>
internal static unsafe class ChildStarter
{
    private static readonly byte[] Shell = "/bin/sh"u8.ToArray();

    /// <summary>Starts it; else returns the error's number.</summary>
    public static int Start(ChildCommand command, out int pid)
    {
        pid = 0;
        if (command.Words[0].Length == 0) return Libc.NoEntry;
        var failure = Libc.NoEntry;
        foreach (var candidate in command.Candidates())
        {
            var error = Spawn(candidate, command.Words, command.Environment, out pid);
            if (error == Libc.NotExecutable) error = Spawn(Shell, [Shell, candidate, .. command.Words.Skip(1)], command.Environment, out pid);
            // Along PATH, what is not there or may not be run does not hide what comes later.
            if (error == 0 || command.IsPath || error is not (Libc.NoEntry or Libc.NotAFolder or Libc.AccessDenied)) return error;
            // A folder that may not be entered has no such command, as far as anybody can tell.
            if (error == Libc.AccessDenied && File.Exists(Encoding.UTF8.GetString(candidate))) failure = error;
        }
        return failure;
    }

    /// <summary>What a shell answers and says when a command does not start.</summary>
    public static (int ExitCode, string Message) Explain(ChildCommand command, int error)
    {
        if (error is Libc.NoEntry && !command.IsPath) return (127, $"{command.Name}: command not found");
        var why = error == Libc.AccessDenied && Directory.Exists(command.Name) ? "Is a directory" : Marshal.GetPInvokeErrorMessage(error);
        return (error == Libc.NoEntry ? 127 : 126, $"{command.Name}: {why}");
    }

    private static int Spawn(byte[] path, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, out int pid)
    {
        // glibc's and musl's are smaller.
        byte* attributes = stackalloc byte[1024];
        byte* signals = stackalloc byte[128];
        _ = Libc.SpawnAttributesInit(attributes);
        // The runtime ignores SIGPIPE and the command must not. Any other signal that is ignored was so before.
        _ = Libc.SignalSetEmpty(signals);
        _ = Libc.SignalSetAdd(signals, Signals.Pipe);
        _ = Libc.SpawnAttributesSetSignalDefault(attributes, signals);
        _ = Libc.SpawnAttributesSetFlags(attributes, Libc.SetSignalDefault);
        using var program = new NativeStrings([path]);
        using var words = new NativeStrings(arguments);
        using var variables = new NativeStrings(environment);
        var error = Libc.Spawn(out pid, program.Pointers[0], null, attributes, words.Pointers, variables.Pointers);
        _ = Libc.SpawnAttributesDestroy(attributes);
        return error;
    }
}
