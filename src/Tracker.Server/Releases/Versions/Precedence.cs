using System.Globalization;
using System.Numerics;
using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

/// <summary>
/// SemVer's order (semver.org, 11). NuGet's own compares pre-releases without regard to case, and their numbers as texts when
/// they are beyond 32 bits, as those of nightly builds are: <c>1.9.0-20240601123000</c>. Build metadata does not count.
/// </summary>
internal sealed class Precedence : IComparer<SemanticVersion>
{
    public static Precedence Order { get; } = new();

    public int Compare(SemanticVersion? x, SemanticVersion? y)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        var core = (x.Major, x.Minor, x.Patch).CompareTo((y.Major, y.Minor, y.Patch));
        if (core != 0) return core;
        // "A pre-release version has a lower precedence than the associated normal version."
        if (!x.IsPrerelease || !y.IsPrerelease) return y.IsPrerelease.CompareTo(x.IsPrerelease);
        var (left, right) = (x.ReleaseLabels.ToArray(), y.ReleaseLabels.ToArray());
        for (var i = 0; i < Math.Min(left.Length, right.Length); i++)
        {
            if (CompareIdentifiers(left[i], right[i]) is not 0 and var order) return order;
        }

        return left.Length.CompareTo(right.Length);
    }

    // "Numeric identifiers always have lower precedence than non-numeric identifiers."
    private static int CompareIdentifiers(string x, string y) => (Number(x), Number(y)) switch
    {
        ({ } left, { } right) => left.CompareTo(right),
        (null, null) => string.CompareOrdinal(x, y),
        (null, _) => 1,
        _ => -1,
    };

    private static BigInteger? Number(string identifier) =>
        identifier.All(char.IsAsciiDigit) ? BigInteger.Parse(identifier, CultureInfo.InvariantCulture) : null;
}
