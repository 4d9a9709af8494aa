using Tracker.Server.Releases.Versions;

namespace Tracker.Server.Releases.Flow;

/// <summary>What becomes of what a poll found.</summary>
public static class Intake
{
    /// <summary>
    /// Whether an image is a new release, and why. Requirements alone are none: they wait for an image that was made with them
    /// in mind. A tag that is gone does not bring its predecessor back, as long as the label still leads to it.
    /// </summary>
    /// <param name="last">The application's last release; null before the first.</param>
    /// <param name="image">The repository, from the requirements in force.</param>
    /// <param name="label">What they follow.</param>
    public static ReleaseCause? Decide(Release? last, string image, ContainerLabel label, string tag, string digest)
    {
        if (last is null || last.Image != image) return ReleaseCause.NewVersion;
        if (last.Tag == tag) return last.Digest == digest ? null : ReleaseCause.MovedTag;
        return IsGone(last, image, label, tag) ? null : ReleaseCause.NewVersion;
    }

    /// <summary>Whether the last release's tag would still be followed, and is not there any more.</summary>
    public static bool IsGone(Release? last, string image, ContainerLabel label, string tag) =>
        last is not null && last.Image == image && label.Matches(last.Tag) && Steps.Between(last.Version, VersionTag.Of(tag)) == Step.Lower;
}
