using System.Runtime.InteropServices;

namespace Tracker.Cli;

/// <summary>Replaces this process by another program, as a shell's <c>exec</c> does.</summary>
internal static partial class Exec
{
    /// <summary>Returns only when that failed, with the reason. A program without a slash is looked for on the PATH.</summary>
    public static string Replace(string program, string[] arguments)
    {
        // The list that execvp takes ends with a null.
        _ = ExecVp(program, [.. arguments, null]);
        return Marshal.GetLastPInvokeErrorMessage();
    }

    [LibraryImport("libc", EntryPoint = "execvp", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ExecVp(string file, string?[] arguments);
}
