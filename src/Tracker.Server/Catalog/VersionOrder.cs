using NuGet.Versioning;

namespace Tracker.Server.Catalog;

/// <summary>Whether one version is behind another: by SemVer's order where both are such, else by being different.</summary>
public sealed class VersionOrder
{
    private readonly Dictionary<(string Used, string Reference), bool> _behind = [];

    /// <summary>The same question, remembered: many projects use the same few versions.</summary>
    public bool IsBehindRemembered(string used, string reference)
    {
        if (_behind.TryGetValue((used, reference), out var known)) return known;
        return _behind[(used, reference)] = IsBehind(used, reference);
    }

    /// <summary>False when there is no reference.</summary>
    public static bool IsBehind(string used, string reference)
    {
        if (reference.Length == 0) return false;
        return Parse(used) is { } u && Parse(reference) is { } r
            ? VersionComparer.VersionRelease.Compare(u, r) < 0
            : !string.Equals(used, reference, StringComparison.Ordinal);
    }

    // Two, one and four numbers are read as well, as chart and package versions have them; a "v" before them says nothing.
    private static NuGetVersion? Parse(string text)
    {
        var plain = text.Length > 1 && text[0] is 'v' or 'V' ? text[1..] : text;
        return plain.Length > 0 && char.IsAsciiDigit(plain[0]) && NuGetVersion.TryParse(plain, out var version) ? version : null;
    }
}
