using Tracker.Server.Releases.Versions;

namespace Tracker.Server.Releases.Flow;

/// <summary>Why there is a release.</summary>
public enum ReleaseCause
{
    /// <summary>A version that matches the label and was not there before.</summary>
    NewVersion = 1,

    /// <summary>The same tag means another image.</summary>
    MovedTag = 2,
}

/// <summary>An image together with the configuration that it was released with.</summary>
public sealed record Release
{
    /// <summary>Grows with every release: of two of one application the higher is the newer.</summary>
    public long Id { get; init; }

    public Guid Uuid { get; init; }

    public long Application { get; init; }

    /// <summary>Such as <c>quay.io/team/app</c>.</summary>
    public required string Image { get; init; }

    public required string Tag { get; init; }

    /// <summary>Such as <c>sha256:…</c>.</summary>
    public required string Digest { get; init; }

    public ReleaseCause Cause { get; init; }

    /// <summary>The requirements that it was released with; they grow, too.</summary>
    public long Requirements { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>The tag, with its version if it is one.</summary>
    public VersionTag Version => VersionTag.Of(Tag);

    /// <summary>As people call it.</summary>
    public string Name => Version.Version is not null ? Tag : $"{Tag}@{ShortDigest}";

    private string ShortDigest => Digest[(Digest.IndexOf(':', StringComparison.Ordinal) + 1)..] is { Length: > 12 } hex ? hex[..12] : Digest;
}
