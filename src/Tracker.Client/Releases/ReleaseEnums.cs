using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Releases;

/// <summary>How a release stands in the queue of an environment.</summary>
[JsonConverter(typeof(WireEnumConverter<QueueState>))]
public enum QueueState
{
    /// <summary>A value that this library does not know.</summary>
    [JsonStringEnumMemberName("")]
    Unknown,

    /// <summary>It waits until it may go, and for a deployer.</summary>
    [JsonStringEnumMemberName("queued")]
    Queued,

    /// <summary>A deployer is at it.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>It was deployed there.</summary>
    [JsonStringEnumMemberName("deployed")]
    Deployed,

    /// <summary>Its deployment failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>A newer one took its place before it went.</summary>
    [JsonStringEnumMemberName("superseded")]
    Superseded,

    /// <summary>Somebody decided that it does not go there.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}

/// <summary>What keeps a release from going into an environment.</summary>
[JsonConverter(typeof(WireEnumConverter<GateKind>))]
public enum GateKind
{
    /// <summary>A value that this library does not know.</summary>
    [JsonStringEnumMemberName("")]
    Unknown,

    /// <summary>Its requirements cannot be read.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>There is no image to release.</summary>
    [JsonStringEnumMemberName("image")]
    Image,

    /// <summary>Newer requirements wait for an image that is made with them.</summary>
    [JsonStringEnumMemberName("waitsForImage")]
    WaitsForImage,

    /// <summary>By its requirements it is not deployed there.</summary>
    [JsonStringEnumMemberName("omitted")]
    Omitted,

    /// <summary>Its deployment failed.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Somebody decided that it does not go there.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,

    /// <summary>It is being deployed.</summary>
    [JsonStringEnumMemberName("claimed")]
    Claimed,

    /// <summary>Somebody decided that the application stays at another release.</summary>
    [JsonStringEnumMemberName("pinned")]
    Pinned,

    /// <summary>Its version is too large a step for this environment without somebody's decision.</summary>
    [JsonStringEnumMemberName("semVer")]
    SemVer,

    /// <summary>Its tag is no version, and this environment takes such only by somebody's decision.</summary>
    [JsonStringEnumMemberName("fixedTag")]
    FixedTag,

    /// <summary>It has not run long enough, without an incident, where it was before.</summary>
    [JsonStringEnumMemberName("soak")]
    Soak,

    /// <summary>Nobody has approved it yet.</summary>
    [JsonStringEnumMemberName("approval")]
    Approval,

    /// <summary>What it depends on is not there.</summary>
    [JsonStringEnumMemberName("dependency")]
    Dependency,

    /// <summary>Another release of the application is being deployed there.</summary>
    [JsonStringEnumMemberName("busy")]
    Busy,

    /// <summary>Outside of the environment's release window.</summary>
    [JsonStringEnumMemberName("window")]
    Window,

    /// <summary>A freeze window forbids it.</summary>
    [JsonStringEnumMemberName("freeze")]
    Freeze,

    /// <summary>Somebody holds the deploy lock.</summary>
    [JsonStringEnumMemberName("lock")]
    Lock,
}

/// <summary>The largest step of a version that an environment takes by itself.</summary>
[JsonConverter(typeof(WireEnumConverter<ReleaseReach>))]
public enum ReleaseReach
{
    /// <summary>A value that this library does not know; the server refuses it.</summary>
    [JsonStringEnumMemberName("")]
    Unknown,

    /// <summary>Nothing comes without somebody's decision.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>From 1.8.1 to 1.8.2, or the same version anew.</summary>
    [JsonStringEnumMemberName("patch")]
    Patch,

    /// <summary>From 1.8 to 1.9.</summary>
    [JsonStringEnumMemberName("minor")]
    Minor,

    /// <summary>From 1 to 2.</summary>
    [JsonStringEnumMemberName("major")]
    Major,
}

/// <summary>What made a release.</summary>
[JsonConverter(typeof(WireEnumConverter<ReleaseCause>))]
public enum ReleaseCause
{
    /// <summary>A value that this library does not know.</summary>
    [JsonStringEnumMemberName("")]
    Unknown,

    /// <summary>A newer version that matches.</summary>
    [JsonStringEnumMemberName("newVersion")]
    NewVersion,

    /// <summary>Another image behind the same tag.</summary>
    [JsonStringEnumMemberName("movedTag")]
    MovedTag,
}
