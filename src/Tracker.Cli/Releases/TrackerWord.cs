using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Runs;

namespace Tracker.Cli.Releases;

/// <summary>The parser takes the program's own name for the program wherever it stands, so no group can be called by it.</summary>
internal static class TrackerWord
{
    public const string OfGroup = "trackers";

    private const string AsTyped = "tracker";
    private const string TypedTwice = "tracker tracker ";
    private const string Suggest = "[suggest:";

    /// <summary>The arguments with the group's name, if they are those of <c>tracker tracker</c>.</summary>
    public static string[] Replace(Command root, string[] args)
    {
        // A shell that completes a line tells where in it the cursor is: [suggest:20] "tracker tracker show"
        if (args is [['[', ..] asked, var line] && asked.StartsWith(Suggest, StringComparison.Ordinal) && line.StartsWith(TypedTwice, StringComparison.Ordinal)
            && int.TryParse(asked.AsSpan(Suggest.Length).TrimEnd(']'), NumberStyles.None, CultureInfo.InvariantCulture, out var cursor))
        {
            return [$"{Suggest}{cursor + OfGroup.Length - AsTyped.Length}]", $"{AsTyped} {OfGroup} {line[TypedTwice.Length..]}"];
        }

        var at = RunArguments.NextWord(root.Options, args, 0);
        return at < args.Length && args[at] == AsTyped ? [.. args[..at], OfGroup, .. args[(at + 1)..]] : args;
    }
}
