using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Releases;

/// <summary>An application that is followed: its requirements file and its image. Secrets are never shown.</summary>
public sealed record ReleaseTracker
{
    /// <summary>The application, group.name.</summary>
    public required string Id { get; init; }

    /// <summary><c>owner/name</c> for GitHub's, else an address.</summary>
    public required string Repo { get; init; }

    /// <summary>The requirements file in the repository.</summary>
    public string SourcePath { get; init; } = "";

    /// <summary>The tag of the repository that is read.</summary>
    public string? Tag { get; init; }

    /// <summary>The branch that is read; the repository's default branch where neither tag, branch nor commit is given.</summary>
    public string? Branch { get; init; }

    /// <summary>The commit that is read.</summary>
    public string? Commit { get; init; }

    /// <summary>Whether it has a token for the repository.</summary>
    public bool HasToken { get; init; }

    /// <summary>The registry's host that its credentials are for.</summary>
    public string? Registry { get; init; }

    /// <summary>Who asks that registry.</summary>
    public string? RegistryUser { get; init; }

    /// <summary>Whether it is not polled.</summary>
    public bool Paused { get; init; }

    /// <summary>From poll to poll; a host's budget may stretch it.</summary>
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan Interval { get; init; }

    /// <summary>Who made it.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>When it was made.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its settings were last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When file and image were last looked at.</summary>
    public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>The requirements in force; null before the first were read.</summary>
    public TrackedRequirements? Requirements { get; init; }

    /// <summary>The image that was found last; null before the first.</summary>
    public TrackedImage? Image { get; init; }

    /// <summary>What cannot be used at the moment; what was good before stays in force.</summary>
    public IReadOnlyList<TrackerError> Errors { get; init; } = [];
}

/// <summary>What an application requires, as its file says.</summary>
public sealed record TrackedRequirements
{
    /// <summary>Without its tag.</summary>
    public required string Image { get; init; }

    /// <summary>Which tags of it are followed.</summary>
    public string Label { get; init; } = "";

    /// <summary>Applications that must be deployed first.</summary>
    public IReadOnlyList<string> Depends { get; init; } = [];

    /// <summary>Whether it is deployed nowhere.</summary>
    public bool OmitFromDeploy { get; init; }

    /// <summary>Environments that it is not deployed to.</summary>
    public IReadOnlyList<string> OmitFromNamespaces { get; init; } = [];

    /// <summary>In which they were read.</summary>
    public string Commit { get; init; } = "";

    /// <summary>When they were read.</summary>
    public DateTimeOffset ReadAt { get; init; }
}

/// <summary>What a registry has for an application.</summary>
public sealed record TrackedImage
{
    /// <summary>Its tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Of its manifest.</summary>
    public string Digest { get; init; } = "";

    /// <summary>When it was read.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>Why a tracker's file or image cannot be used.</summary>
public sealed record TrackerError
{
    /// <summary><c>file</c> or <c>image</c>.</summary>
    public required string Of { get; init; }

    /// <summary>What is wrong, and what is allowed.</summary>
    public string Message { get; init; } = "";

    /// <summary>In the file, from 1; null where it concerns no line.</summary>
    public int? Line { get; init; }

    /// <summary>From 1.</summary>
    public int? Column { get; init; }

    /// <summary>When it was found.</summary>
    public DateTimeOffset? At { get; init; }
}
