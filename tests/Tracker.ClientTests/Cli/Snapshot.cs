using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

/// <summary>What the program writes, as reviewed in a text file beside the tests.</summary>
internal static partial class Snapshot
{
    private const string Accept = "TRACKER_ACCEPT_SNAPSHOTS";

    /// <summary>Fails when the text is another one than in the file of that name.</summary>
    public static void Matches(string name, string text, [CallerFilePath] string caller = "")
    {
        var path = Repository.PathOf("tests", "Tracker.ClientTests", "Cli", "Snapshots", name + ".txt");
        var actual = Stamps().Replace(Uuids().Replace(text, "00000000-0000-0000-0000-000000000000"), m => Digits().Replace(Fraction().Replace(m.Value, ""), "0"));
        if (System.Environment.GetEnvironmentVariable(Accept) == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        var expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(
            expected == actual,
            $"{path} says something else than the program ({Path.GetFileName(caller)}).\nIf the change is meant, run the tests once with {Accept}=1 and commit the file.\n\nexpected:\n{expected}\n\nactual:\n{actual}");
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuids();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")]
    private static partial Regex Stamps();

    // As many digits as are needed: one run in ten has one less.
    [GeneratedRegex(@"\.\d+")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\d")]
    private static partial Regex Digits();
}
