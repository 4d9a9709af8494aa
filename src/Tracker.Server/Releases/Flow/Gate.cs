namespace Tracker.Server.Releases.Flow;

/// <summary>What keeps a release from going into an environment, in the order in which they are named.</summary>
public enum GateKind
{
    /// <summary>Its requirements cannot be read.</summary>
    File,

    /// <summary>There is no image to release.</summary>
    Image,

    /// <summary>Newer requirements wait for an image that is made with them.</summary>
    WaitsForImage,

    /// <summary>By its requirements it is not deployed there.</summary>
    Omitted,

    /// <summary>Its deployment failed.</summary>
    Failed,

    /// <summary>Somebody decided that it does not go there.</summary>
    Skipped,

    /// <summary>It is being deployed.</summary>
    Claimed,

    /// <summary>Somebody decided that the application stays at another release.</summary>
    Pinned,

    /// <summary>Its version is too large a step for this environment without somebody's decision.</summary>
    SemVer,

    /// <summary>Its tag is no version, and this environment takes such only by somebody's decision.</summary>
    FixedTag,

    /// <summary>It has not run long enough, without an incident, where it was before.</summary>
    Soak,

    /// <summary>Nobody has approved it yet.</summary>
    Approval,

    /// <summary>What it depends on is not there.</summary>
    Dependency,

    /// <summary>Another release of the application is being deployed there.</summary>
    Busy,

    /// <summary>Outside of the environment's release window.</summary>
    Window,

    /// <summary>A freeze window forbids it.</summary>
    Freeze,

    /// <summary>Somebody holds the deploy lock.</summary>
    Lock,
}

/// <param name="Text">A sentence for a person.</param>
public sealed record Gate(GateKind Kind, string Text)
{
    /// <summary>When it opens by itself; null when somebody has to do something, or when nobody knows.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>What opens it: a path of the server to read on, or to act.</summary>
    public string? Link { get; init; }
}
