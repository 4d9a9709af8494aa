using System.CommandLine;
using Tracker.Cli.Runs;

namespace Tracker.Cli.Releases;

/// <summary>The parser takes the program's own name for the program wherever it stands, so no group can be called by it.</summary>
internal static class TrackerWord
{
    public const string OfGroup = "trackers";

    private const string AsTyped = "tracker";

    /// <summary>The arguments with the group's name, if they are those of <c>tracker tracker</c>.</summary>
    public static string[] Replace(Command root, string[] args)
    {
        var at = RunArguments.NextWord(root.Options, args, 0);
        return at < args.Length && args[at] == AsTyped ? [.. args[..at], OfGroup, .. args[(at + 1)..]] : args;
    }
}
