using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

/// <summary>
/// What stands in a range: a version whose last numbers may be missing or <c>x</c>, <c>X</c> or <c>*</c>, which is the same. Behind
/// one with all its numbers any pre-release may stand, behind a shorter one only <c>-0</c>, which is the lowest there is.
/// </summary>
internal sealed partial record PartialVersion(int? Major, int? Minor, int? Patch, string? PreRelease, bool HasPrefix)
{
    /// <summary>No number at all: any version.</summary>
    public bool IsAny => Major is null;

    public bool IsFull => Patch is not null;

    /// <summary>Whether all pre-releases are asked for. <c>-0</c> is no one's version: it is how that is said.</summary>
    public bool AsksForAll => PreRelease == "0";

    /// <summary>The lowest version that it stands for.</summary>
    public SemanticVersion Lowest => Version(Major ?? 0, Minor ?? 0, Patch ?? 0, PreRelease);

    /// <summary>The first version above those it stands for.</summary>
    public SemanticVersion Next => Minor is null ? NextMajor : NextMinor;

    public SemanticVersion NextMajor => Version(Major!.Value + 1, 0, 0, null);

    public SemanticVersion NextMinor => Version(Major!.Value, Minor!.Value + 1, 0, null);

    public SemanticVersion NextPatch => Version(Major!.Value, Minor!.Value, Patch!.Value + 1, null);

    public static bool TryParse(string text, [NotNullWhen(true)] out PartialVersion? partial, [NotNullWhen(false)] out string? error)
    {
        var match = Grammar().Match(text);
        int?[] numbers = [Number(match.Groups["major"]), Number(match.Groups["minor"]), Number(match.Groups["patch"])];
        var pre = match.Groups["pre"] is { Success: true } suffix ? suffix.Value : null;
        error = match.Success ? Mistake(numbers, pre) : "is not a version";
        partial = error is null ? new(numbers[0], numbers[1], numbers[2], pre, match.Groups["v"].Length > 0) : null;
        if (error is not null) error = $"\"{text}\" {error}";
        return partial is not null;
    }

    private static string? Mistake(int?[] numbers, string? pre)
    {
        var isShort = numbers.Contains(null);
        // One more than it must still be a number.
        if (numbers.Contains(int.MaxValue)) return "has a number that is too large";
        if (isShort && numbers.SkipWhile(n => n is not null).Any(n => n is not null)) return "has a number after an x";
        if (isShort && pre is not (null or "0")) return "has a suffix other than -0, which only a version of three numbers may have";
        return pre is null || SemanticVersion.TryParse("0.0.0-" + pre, out _) ? null : "is not a version";
    }

    // Too large ones come out as the largest.
    private static int? Number(Group group) => group.Value is "" or "x" or "X" or "*"
        ? null
        : int.TryParse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;

    private static SemanticVersion Version(int major, int minor, int patch, string? pre) => new(major, minor, patch, pre?.Split('.') ?? [], null);

    [GeneratedRegex(@"\A(?<v>[vV]?)(?<major>0|[1-9][0-9]*|[xX*])(\.(?<minor>0|[1-9][0-9]*|[xX*])(\.(?<patch>0|[1-9][0-9]*|[xX*]))?)?(-(?<pre>[0-9A-Za-z.-]+))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Grammar();
}
