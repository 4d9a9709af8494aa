using System.Buffers.Binary;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Tracker.BrowserTests.Harness;

/// <summary>
/// Every theme, width and script setting there is. The long run (TRACKER_TEST_LONG=1) reads each page in all of them;
/// the short run in one, which the commit and the page choose, so that every commit sees some of each.
/// </summary>
public static class Matrix
{
    private static readonly Lazy<string> Commit = new(ReadCommit);

    public static IReadOnlyList<Reader> All { get; } =
    [
        .. from theme in new[] { "light", "dark" }
           from width in new[] { Reader.Desktop, Reader.Phone }
           from script in new[] { true, false }
           select new Reader(theme, width, script),
    ];

    public static bool IsLong => Environment.GetEnvironmentVariable("TRACKER_TEST_LONG") == "1";

    /// <summary>The readers of a page in this run.</summary>
    public static IEnumerable<Reader> For(string path) => IsLong ? All : [All[Choose(Commit.Value, path, All.Count)]];

    internal static int Choose(string commit, string path, int count)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(commit + path));
        return (int)(BinaryPrimitives.ReadUInt32LittleEndian(hash) % (uint)count);
    }

    private static string ReadCommit()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["rev-parse", "HEAD"])
        {
            WorkingDirectory = Folders.Project,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        });
        var commit = git?.StandardOutput.ReadToEnd().Trim();
        git?.WaitForExit();
        // A source tree without its history is read as one commit.
        return string.IsNullOrEmpty(commit) ? "none" : commit;
    }
}
