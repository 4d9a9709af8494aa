using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

public enum LabelKind
{
    /// <summary>A tag that is not a version, such as <c>latest</c>: its digest is followed.</summary>
    Fixed,

    /// <summary>One version, such as <c>v1.8.3</c>: a pin. Only its digest may move.</summary>
    Exact,

    /// <summary>The highest version of a range, such as <c>v1.8.x</c>.</summary>
    Range,
}

/// <summary>
/// Which images of a repository are followed.
/// <list type="bullet">
/// <item><c>v1.8.3</c> and <c>1.8.3</c> are that very tag and no other spelling of it.</item>
/// <item><c>1</c> and <c>1.8</c> are ranges, as in npm, Flux and Argo CD. Renovate takes them for moving tags, but how far a release
/// goes depends here on 1.8.4 being told from 1.8.3, which the moving tag does not do. Only where no version matches is the tag of that
/// name followed. Numbers of five digits and more are dates and builds: fixed tags.</item>
/// <item>What has a suffix but not three numbers, as <c>18-alpine</c>, or zeros in front, as <c>22.04</c>, is a fixed tag.</item>
/// <item>A <c>v</c> does not matter in a range, as in Flux, Argo CD and npm: repositories that change over from <c>1.8.2</c> to
/// <c>v1.8.3</c> go on. Of two spellings of one version the one like the label's is taken.</item>
/// </list>
/// </summary>
public sealed partial class ContainerLabel
{
    public const int MaxLength = 128;

    private readonly VersionRange? _range;

    private ContainerLabel(string text, LabelKind kind, VersionRange? range) => (Text, Kind, _range) = (text, kind, range);

    public string Text { get; }

    public LabelKind Kind { get; }

    /// <summary>The one tag to look at; null when the repository's tags must be listed.</summary>
    public string? FixedTag => Kind == LabelKind.Range ? null : Text;

    /// <param name="error">What is wrong and what is allowed, to follow the name of the field and a colon.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ContainerLabel? label, [NotNullWhen(false)] out string? error)
    {
        text = text.Trim();
        (label, error) = (null, null);
        if (text.Length is 0 or > MaxLength) error = $"must have 1 to {MaxLength} characters.";
        else if (RangeOnly().IsMatch(text) || (Wildcard().IsMatch(text) && VersionTag.IsTag(text)) || IsShort(text)) label = Range(text, out error);
        else if (VersionTag.IsTag(text)) label = new(text, VersionTag.Of(text).Version is null ? LabelKind.Fixed : LabelKind.Exact, null);
        else error = $"\"{text}\" is neither a tag (letters, digits, and . _ - but not in front) nor a range such as v1.8.x, ~1.2, ^2.0.0 or >=1.2 <2.";
        return label is not null;
    }

    /// <summary>Whether the label may lead to this tag.</summary>
    public bool Matches(string tag) => tag == Text || (VersionTag.Of(tag).Version is { } version && _range?.Contains(version) == true);

    /// <summary>The tag to run: of a range the highest version's; null when there is none.</summary>
    public VersionTag? Best(IEnumerable<string> tags)
    {
        VersionTag? best = null;
        VersionTag? moving = null;
        foreach (var tag in tags)
        {
            var version = VersionTag.Of(tag);
            if (tag == Text) moving = version;
            if (_range is not null && version.Version is not null && _range.Contains(version.Version) && (best is null || IsBetter(version, best))) best = version;
        }

        return best ?? moving;
    }

    public override string ToString() => Text;

    private static ContainerLabel? Range(string text, out string? error)
    {
        if (VersionRange.TryParse(text, out var range, out error)) return new(text, LabelKind.Range, range);
        error = $"\"{text}\" is not a range such as v1.8.x, ~1.2, ^2.0.0 or >=1.2 <2: {error}.";
        return null;
    }

    private bool IsBetter(VersionTag tag, VersionTag than) => Precedence.Order.Compare(tag.Version, than.Version) switch
    {
        0 when tag.HasPrefix != than.HasPrefix => tag.HasPrefix == _range!.HasPrefix,
        0 => string.CompareOrdinal(tag.Tag, than.Tag) < 0,
        var order => order > 0,
    };

    private static bool IsShort(string text) => Short().IsMatch(text) && PartialVersion.TryParse(text, out _, out _);

    // None of these is allowed in a tag.
    [GeneratedRegex(@"[\s<>=~^|,*]", RegexOptions.CultureInvariant)]
    private static partial Regex RangeOnly();

    // 1.x and x, but not x-large.
    [GeneratedRegex(@"\A[vV]?([0-9]+\.([0-9]+\.)?[xX]([.-].*)?|[xX](\.[xX]){0,2})\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Wildcard();

    [GeneratedRegex(@"\A[vV]?[0-9]{1,4}(\.[0-9]+)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Short();
}
