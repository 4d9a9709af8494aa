using System.Text;
using Tracker.Cli.Output;

namespace Tracker.Cli.Runs;

/// <summary>Standard error without the framework's console, which would take the terminal over.</summary>
internal static class Stderr
{
    /// <summary>A line of the wrapper's own.</summary>
    public static unsafe void Line(string text)
    {
        var bytes = Encoding.UTF8.GetBytes($"tracker: {PlainText.Of(text)}\n");
        fixed (byte* start = bytes)
        {
            // A full or closed pipe is no reason to fail: the command's exit code matters more than this line.
            _ = Libc.Write(2, start, bytes.Length);
        }
    }
}
