using System.Text;

namespace Tracker.Cli;

/// <summary>The name that this program was called by: links to it may have names of their own, and then speak as those programs do.</summary>
internal static class ProgramName
{
    public const string Own = "tracker";
    public const string UptoClient = "upto-client";
    public const string Grasshopper = "grasshopper";

    /// <summary>As the caller wrote it, without folders. The runtime itself only tells where the program is, with links resolved.</summary>
    public static string Read()
    {
        try
        {
            var line = File.ReadAllBytes("/proc/self/cmdline").AsSpan();
            var end = line.IndexOf((byte)0);
            return Path.GetFileName(Encoding.UTF8.GetString(end < 0 ? line : line[..end]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Own;
        }
    }
}
