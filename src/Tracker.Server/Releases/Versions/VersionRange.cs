using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

/// <summary>
/// A range in npm's syntax: x-ranges, <c>~</c>, <c>^</c>, comparisons side by side (a comma between them is taken too, as Flux and
/// Argo CD do), <c>1.2 - 1.4</c> and <c>||</c>.
/// <para>
/// Pre-releases match only when asked for, in two ways: a named one (<c>&gt;=1.2.3-rc.1</c>) asks for those of that version, 1.2.3,
/// as npm has it; <c>-0</c> behind a lower bound (<c>1.x-0</c>, <c>&gt;=1.2.0-0</c>) asks for all within the bounds, as users of Flux
/// and Argo CD write it. Those of the version that an upper bound excludes are never within: 2.0.0-rc.1 is not <c>&lt;2.0.0</c>.
/// </para>
/// </summary>
internal sealed partial class VersionRange
{
    private readonly List<Alternative> _alternatives = [];

    /// <summary>Whether a version in it is written with <c>v</c>.</summary>
    public bool HasPrefix { get; private set; }

    public static bool TryParse(string text, [NotNullWhen(true)] out VersionRange? range, [NotNullWhen(false)] out string? error)
    {
        (range, error) = (new VersionRange(), null);
        foreach (var part in text.Split("||"))
        {
            if (range.TryAdd(part.Replace(',', ' ').Trim(), out error)) continue;
            range = null;
            return false;
        }

        return true;
    }

    public bool Contains(SemanticVersion version) => _alternatives.Any(a => a.Contains(version));

    private bool TryAdd(string text, [NotNullWhen(false)] out string? error)
    {
        var alternative = new Alternative();
        var comparators = Hyphen().Match(text) is { Success: true } hyphen
            ? [(">=", hyphen.Groups["from"].Value), ("<=", hyphen.Groups["to"].Value)]
            : Comparators().Match(text) is { Success: true } all
                ? all.Groups["operator"].Captures.Zip(all.Groups["version"].Captures, (o, v) => (o.Value, v.Value)).ToList()
                : [];
        error = comparators.Count == 0 ? text.Length == 0 ? "a side of || is empty" : $"\"{text}\" is not a comparison of versions" : null;
        foreach (var (comparison, version) in comparators)
        {
            if (!PartialVersion.TryParse(version, out var partial, out error)) return false;
            HasPrefix |= partial.HasPrefix;
            if (partial.IsAny && comparison is "<" or ">") error = $"{comparison} needs a version with a number";
            if (error is not null) return false;
            alternative.Add(comparison, partial);
        }

        _alternatives.Add(alternative);
        return error is null;
    }

    [GeneratedRegex(@"\A(?<from>[^\s<>=~^]+)\s+-\s+(?<to>[^\s<>=~^]+)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Hyphen();

    [GeneratedRegex(@"\A(?>(?<operator>>=|<=|>|<|=|~|\^|)\s*(?<version>[^\s<>=~^]+)(\s+|\z|(?=[<>=~^])))+\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Comparators();

    /// <summary>Comparisons that must all hold.</summary>
    private sealed class Alternative
    {
        private readonly List<Func<SemanticVersion, bool>> _bounds = [];
        private readonly HashSet<(int, int, int)> _asked = [];
        private bool _asksForAll;

        public bool Contains(SemanticVersion version) =>
            (!version.IsPrerelease || _asksForAll || _asked.Contains((version.Major, version.Minor, version.Patch))) && _bounds.TrueForAll(b => b(version));

        public void Add(string comparison, PartialVersion p)
        {
            if (p.AsksForAll) _asksForAll |= comparison is not ("<" or "<=");
            else if (p.PreRelease is not null) _asked.Add((p.Major!.Value, p.Minor!.Value, p.Patch!.Value));
            if (p.IsAny) return;
            switch (comparison)
            {
                case "" or "=" when p.IsFull:
                    AtLeast(p.Lowest);
                    AtMost(p.Lowest);
                    break;
                case "" or "=":
                    AtLeast(p.Lowest);
                    Below(p.Next);
                    break;
                case ">=":
                    AtLeast(p.Lowest);
                    break;
                case ">" when p.IsFull:
                    _bounds.Add(v => Precedence.Order.Compare(v, p.Lowest) > 0);
                    break;
                case ">":
                    _bounds.Add(v => !IsBelow(v, p.Next));
                    break;
                case "<":
                    Below(p.Lowest);
                    break;
                case "<=" when p.IsFull:
                    AtMost(p.Lowest);
                    break;
                case "<=":
                    Below(p.Next);
                    break;
                case "~":
                    AtLeast(p.Lowest);
                    Below(p.Minor is null ? p.NextMajor : p.NextMinor);
                    break;
                case "^":
                    AtLeast(p.Lowest);
                    // What stands left of the first number that is not 0 stays, and that number too.
                    Below(p.Major > 0 || p.Minor is null ? p.NextMajor : p.Minor > 0 || p.Patch is null ? p.NextMinor : p.NextPatch);
                    break;
                default:
                    throw new ArgumentException($"{comparison} is no comparison.", nameof(comparison));
            }
        }

        private void AtLeast(SemanticVersion bound) => _bounds.Add(v => Precedence.Order.Compare(v, bound) >= 0);

        private void AtMost(SemanticVersion bound) => _bounds.Add(v => Precedence.Order.Compare(v, bound) <= 0);

        private void Below(SemanticVersion bound) => _bounds.Add(v => IsBelow(v, bound));

        // A pre-release of the bound comes before it and is not meant.
        private static bool IsBelow(SemanticVersion version, SemanticVersion bound) =>
            Precedence.Order.Compare(version, bound) < 0
            && (bound.IsPrerelease || !version.IsPrerelease || (version.Major, version.Minor, version.Patch) != (bound.Major, bound.Minor, bound.Patch));
    }
}
