using System.Text.Json.Serialization;

namespace Tracker.Client.Releases;

/// <summary>A decision that an application stays at a release in an environment, whatever is newer.</summary>
public sealed record PinnedRelease
{
    /// <summary>group.name.</summary>
    public required string Application { get; init; }

    /// <summary>Where.</summary>
    public required string Environment { get; init; }

    /// <summary>The same in every environment.</summary>
    [JsonPropertyName("release")]
    public required Guid ReleaseId { get; init; }

    /// <summary>Its tag.</summary>
    public string Version { get; init; } = "";

    /// <summary>Why.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Who decided it.</summary>
    public string By { get; init; } = "";

    /// <summary>When.</summary>
    public DateTimeOffset At { get; init; }
}
