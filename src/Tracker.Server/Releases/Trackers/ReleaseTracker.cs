using Tracker.Server.Releases.Requirements;

namespace Tracker.Server.Releases.Trackers;

/// <summary>An application that is followed: where its requirements are, and how the last look at them and at its image went.</summary>
public sealed record ReleaseTracker
{
    public long Id { get; init; }

    public Guid Uuid { get; init; }

    /// <summary><c>group.name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the other modules call it: its events, lock and incidents are this service's.</summary>
    public string Service { get; init; } = "";

    public string Repo { get; init; } = "";

    public string SourcePath { get; init; } = "";

    public string Tag { get; init; } = "";

    public string Branch { get; init; } = "";

    public string Commit { get; init; } = "";

    /// <summary>For the repository; sealed.</summary>
    public byte[]? Token { get; init; }

    /// <summary>The one registry that the credentials are for: the file, which says where the image is, may be in other hands.</summary>
    public string Registry { get; init; } = "";

    public string RegistryUser { get; init; } = "";

    /// <summary>Sealed.</summary>
    public byte[]? RegistrySecret { get; init; }

    public bool IsPaused { get; init; }

    public TimeSpan Interval { get; init; }

    public string CreatedBy { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Grows with every change of the settings: a poll that began before one writes nothing.</summary>
    public long Revision { get; init; }

    public TrackedFile File { get; init; } = new();

    /// <summary>The requirements in force; null before the first ones could be read.</summary>
    public TrackedRequirements? Requirements { get; init; }

    public TrackedImage Image { get; init; } = new();

    public DateTimeOffset? LastPollAt { get; init; }

    /// <summary>Polls that failed since the last one that did not.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>How often webhooks told that there is something new.</summary>
    public long Wanted { get; init; }

    /// <summary>How far the last poll knew of that when it began.</summary>
    public long WantedSeen { get; init; }

    public bool IsWanted => Wanted > WantedSeen;

    public bool IsInError => File.Error.Length > 0 || Image.Error.Length > 0;

    /// <summary>Whether nobody has changed or polled it since a poll of it began.</summary>
    public bool IsAsWhen(ReleaseTracker polled) =>
        (Revision, LastPollAt) == (polled.Revision, polled.LastPollAt) && File == polled.File && Image == polled.Image;

    /// <summary>What a sealed secret of it is for.</summary>
    public string Purpose(string secret) => $"release-tracker:{Uuid}:{secret}";
}

/// <summary>The requirements file as it was last found.</summary>
public sealed record TrackedFile
{
    /// <summary>By which the next look tells whether it changed.</summary>
    public string State { get; init; } = "";

    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Why it cannot be read or used; empty when it can.</summary>
    public string Error { get; init; } = "";

    /// <summary>Where in the file, from 1.</summary>
    public int? Line { get; init; }

    public int? Column { get; init; }

    public DateTimeOffset? ErrorAt { get; init; }
}

/// <summary>The image as it was last found.</summary>
public sealed record TrackedImage
{
    public string Tag { get; init; } = "";

    /// <summary>Digest and ETag.</summary>
    public string State { get; init; } = "";

    public DateTimeOffset? ReadAt { get; init; }

    public string Error { get; init; } = "";

    public DateTimeOffset? ErrorAt { get; init; }
}

/// <summary>One state of an application's requirements.</summary>
public sealed record TrackedRequirements
{
    /// <summary>Grows with each that is read.</summary>
    public long Id { get; init; }

    public DateTimeOffset ReadAt { get; init; }

    public string Commit { get; init; } = "";

    public string Image { get; init; } = "";

    public string Label { get; init; } = "";

    public IReadOnlyList<string> Depends { get; init; } = [];

    public bool OmitFromDeploy { get; init; }

    public IReadOnlyList<string> OmitFromNamespaces { get; init; } = [];

    /// <summary>Canonical JSON, with the overlays of environments.</summary>
    public string Configuration { get; init; } = "{}";

    public static TrackedRequirements Of(ApplicationRequirements read, string commit, DateTimeOffset at) => new()
    {
        ReadAt = at,
        Commit = commit,
        Image = read.Image,
        Label = read.Label.Text,
        Depends = [.. read.Depends.Select(d => d.ToString())],
        OmitFromDeploy = read.OmitFromDeploy,
        OmitFromNamespaces = read.OmitFromNamespaces,
        Configuration = read.Configuration,
    };

    /// <summary>Whether both ask for the same; when and where they were read does not matter.</summary>
    public bool MeansSame(TrackedRequirements other) =>
        (Image, Label, OmitFromDeploy, Configuration) == (other.Image, other.Label, other.OmitFromDeploy, other.Configuration)
        && Depends.SequenceEqual(other.Depends) && OmitFromNamespaces.SequenceEqual(other.OmitFromNamespaces);
}
