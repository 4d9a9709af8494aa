using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

/// <summary>
/// A tag of an image, with its version if it is one: three numbers by SemVer 2.0, with or without <c>v</c> in front. <c>1.8</c> and
/// <c>20240601-fix</c> are none, although image updaters that are more liberal take them for 1.8.0 and for 20240601.0.0-fix:
/// a moving tag or a branch's build must not win against versions. Tags have no build metadata: <c>+</c> is not allowed in them.
/// </summary>
public sealed partial record VersionTag(string Tag, SemanticVersion? Version)
{
    public const int MaxLength = 128;

    /// <summary>Any tag that a registry may have.</summary>
    public static bool IsTag(string text) => Grammar().IsMatch(text);

    public static VersionTag Of(string tag) => new(tag, IsTag(tag) && TryParseVersion(tag, out var version) ? version : null);

    /// <summary>Whether it is written as <c>v1.2.3</c>.</summary>
    public bool HasPrefix => Version is not null && Tag[0] is ('v' or 'V');

    /// <summary>As in tags. A number that does not fit in 32 bits is none of a version.</summary>
    internal static bool TryParseVersion(string text, [NotNullWhen(true)] out SemanticVersion? version) =>
        SemanticVersion.TryParse(text is ['v' or 'V', ..] ? text[1..] : text, out version);

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
