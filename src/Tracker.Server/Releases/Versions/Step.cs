using NuGet.Versioning;

namespace Tracker.Server.Releases.Versions;

/// <summary>How far it is from one image to another.</summary>
public enum Step
{
    /// <summary>There was none before.</summary>
    First,
    Major,
    Minor,
    Patch,

    /// <summary>Up to a pre-release, whatever number it is a pre-release of.</summary>
    PreRelease,

    /// <summary>The same tag or another spelling of its version: at most the digest moved.</summary>
    Same,
    Lower,

    /// <summary>Another tag, and one of them is not a version.</summary>
    Unknown,
}

public static class Steps
{
    /// <summary>
    /// In 0.x the left-most number that is not 0 is what breaks, as <c>^</c> has it: 0.1.4 to 0.1.5 is a patch, 0.1 to 0.2 a major step,
    /// as is 0.0.1 to 0.0.2; there are no minor ones. Who leaves a pre-release has taken all of its version with it: from 2.0.0-rc.1 to 2.0.0 is a major
    /// step, from 1.3.0-rc.1 to 1.3.1 a minor one.
    /// </summary>
    public static Step Between(VersionTag? from, VersionTag to)
    {
        if (from is null) return Step.First;
        if (from.Version is not { } before || to.Version is not { } after) return from.Tag == to.Tag ? Step.Same : Step.Unknown;
        return Precedence.Order.Compare(after, before) switch
        {
            0 => Step.Same,
            < 0 => Step.Lower,
            _ when after.IsPrerelease => Step.PreRelease,
            _ => Up(before, after),
        };
    }

    private static Step Up(SemanticVersion before, SemanticVersion after)
    {
        var isMajor = before.Major != after.Major || (before.IsPrerelease && before is { Minor: 0, Patch: 0 });
        var isMinor = before.Minor != after.Minor || (before.IsPrerelease && before.Patch == 0);
        if (isMajor) return Step.Major;
        if (after.Major == 0) return isMinor || after.Minor == 0 ? Step.Major : Step.Patch;
        return isMinor ? Step.Minor : Step.Patch;
    }
}
