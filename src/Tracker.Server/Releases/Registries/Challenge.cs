using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Registries;

/// <summary>How a registry wants its callers to prove who they are: <c>Bearer realm="…",service="…",scope="…"</c>.</summary>
internal sealed partial record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MaxLength = 4000;

    public bool IsBearer => Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    public bool IsBasic => Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase);

    /// <summary>Those of a header, in which commas separate both challenges and their parameters.</summary>
    public static IReadOnlyList<Challenge> Parse(string? header)
    {
        var challenges = new List<Challenge>();
        Dictionary<string, string>? parameters = null;
        foreach (Match match in Part().Matches(header is { Length: <= MaxLength } ? header : ""))
        {
            if (match.Groups["scheme"].Success) challenges.Add(new(match.Groups["scheme"].Value, parameters = new(StringComparer.OrdinalIgnoreCase)));
            else parameters?.TryAdd(match.Groups["name"].Value, match.Groups["quoted"].Success ? Escaped().Replace(match.Groups["quoted"].Value, "$1") : match.Groups["plain"].Value);
        }

        return challenges;
    }

    [GeneratedRegex("""(?<name>[A-Za-z0-9_-]+)\s*=\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<plain>[^\s,"]+))|(?<scheme>[A-Za-z][A-Za-z0-9-]*)""")]
    private static partial Regex Part();

    [GeneratedRegex(@"\\(.)")]
    private static partial Regex Escaped();
}
