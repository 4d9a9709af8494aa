using System.Text.RegularExpressions;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Requirements;

/// <summary>The requirements files that docs/releases.md shows.</summary>
internal static partial class ReleasesDocument
{
    public static string Text { get; } = File.ReadAllText(Repository.PathOf("docs", "releases.md"));

    public static IReadOnlyList<(string Group, string App, string Yaml)> Examples { get; } =
        [.. Example().Matches(Text).Select(m => (m.Groups["group"].Value, m.Groups["app"].Value, m.Groups["yaml"].Value))];

    [GeneratedRegex(@"<!-- requirements: (?<group>[^.]+)\.(?<app>\S+) -->\n```yaml\n(?<yaml>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Example();
}
