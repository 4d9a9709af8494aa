using System.Text.Json.Serialization;

namespace Tracker.Client.Releases;

/// <summary>A release in the queue of an environment.</summary>
public sealed record QueuedRelease
{
    /// <summary>Of the release in this environment: what <see cref="ReleasesClient.DeployedAsync"/> and its like take.</summary>
    public required Guid Id { get; init; }

    /// <summary>Of the release itself, the same in every environment: what <see cref="ReleasesClient.PinAsync"/> takes.</summary>
    [JsonPropertyName("release")]
    public required Guid ReleaseId { get; init; }

    /// <summary>group.name.</summary>
    public required string Application { get; init; }

    /// <summary>Where it goes.</summary>
    public required string Environment { get; init; }

    /// <summary>How it stands there.</summary>
    public QueueState State { get; init; }

    /// <summary>With its tag.</summary>
    public string Image { get; init; } = "";

    /// <summary>Of its manifest, such as <c>sha256:…</c>.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Its tag.</summary>
    public string Version { get; init; } = "";

    /// <summary>When it came into the queue.</summary>
    public DateTimeOffset EnteredAt { get; init; }

    /// <summary>Since when it stands as it does.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Who deploys it.</summary>
    public string? ClaimedBy { get; init; }

    /// <summary>When the claim ends unless it is renewed.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>How often it was claimed.</summary>
    public int Attempt { get; init; }

    /// <summary>Who decided that it goes on.</summary>
    public string? PromotedBy { get; init; }

    /// <summary>Who approved it.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Why it stands as it does, where somebody said so.</summary>
    public string? Reason { get; init; }

    /// <summary>The deployment's event.</summary>
    [JsonPropertyName("event")]
    public Guid? EventId { get; init; }

    /// <summary>What keeps it from being claimed; empty when nothing does, null outside of a queue.</summary>
    public IReadOnlyList<ReleaseGate>? Gates { get; init; }
}

/// <summary>Something that has to open before a release may go.</summary>
public sealed record ReleaseGate
{
    /// <summary>Which one.</summary>
    [JsonPropertyName("gate")]
    public GateKind Kind { get; init; }

    /// <summary>A sentence for people.</summary>
    public string Text { get; init; } = "";

    /// <summary>When it opens by itself; null when somebody has to do something, or when nobody knows.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>A path of the server to read on, or to act.</summary>
    public string? Link { get; init; }
}

/// <summary>Which of all that is or was in a queue to list.</summary>
public sealed record ReleaseFilter
{
    /// <summary>Only what goes there.</summary>
    public string? Environment { get; init; }

    /// <summary>Only this application, group.name.</summary>
    public string? Application { get; init; }

    /// <summary>How they stand.</summary>
    public QueueState? State { get; init; }
}

/// <summary>Why the newest release of an application is not in an environment, or that it is.</summary>
public sealed record WhyAnswer
{
    /// <summary>group.name.</summary>
    public required string Application { get; init; }

    /// <summary>Which was asked for.</summary>
    public required string Environment { get; init; }

    /// <summary>Whether the newest release runs there.</summary>
    public bool IsThere { get; init; }

    /// <summary>One sentence.</summary>
    public string Text { get; init; } = "";

    /// <summary>The environment in which it is held up.</summary>
    public string Where { get; init; } = "";

    /// <summary>Each of them must open, the one to look at first in front.</summary>
    public IReadOnlyList<ReleaseGate> Gates { get; init; } = [];
}

/// <summary>An image together with the configuration that it was released with.</summary>
public sealed record ReleaseDetails
{
    /// <summary>The same in every environment.</summary>
    public required Guid Id { get; init; }

    /// <summary>With its tag.</summary>
    public string Image { get; init; } = "";

    /// <summary>Of its manifest.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Its tag.</summary>
    public string Version { get; init; } = "";

    /// <summary>What made it.</summary>
    public ReleaseCause Cause { get; init; }

    /// <summary>When.</summary>
    public DateTimeOffset CreatedAt { get; init; }
}
