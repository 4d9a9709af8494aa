using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tracker.Client.Releases;

/// <summary>What a deployer gets: all that it needs to deploy.</summary>
public sealed record ClaimedRelease
{
    /// <summary>What <see cref="ReleasesClient.RenewAsync"/>, <see cref="ReleasesClient.DeployedAsync"/> and <see cref="ReleasesClient.FailedAsync"/> take.</summary>
    public required Guid Id { get; init; }

    /// <summary>How often it was claimed: who says it along cannot speak for a later claim.</summary>
    public int Attempt { get; init; }

    /// <summary>group.name.</summary>
    public required string Application { get; init; }

    /// <summary>Where it goes.</summary>
    public required string Environment { get; init; }

    /// <summary>With its tag.</summary>
    public string Image { get; init; } = "";

    /// <summary>Of its manifest: deploy by this, for a tag may move.</summary>
    public string Digest { get; init; } = "";

    /// <summary>Its tag.</summary>
    public string Version { get; init; } = "";

    /// <summary>The application's, for this environment, as the requirements file has it.</summary>
    public JsonElement Configuration { get; init; }

    /// <summary>What of the configuration is another than what runs there.</summary>
    public IReadOnlyList<ConfigurationChange> Changes { get; init; } = [];

    /// <summary>How many changes there are beyond these.</summary>
    public int MoreChanges { get; init; }

    /// <summary>When the claim ends unless it is renewed.</summary>
    public DateTimeOffset? LeaseUntil { get; init; }

    /// <summary>The deployment's event.</summary>
    [JsonPropertyName("event")]
    public Guid? EventId { get; init; }
}

/// <summary>One difference of two configurations.</summary>
public sealed record ConfigurationChange
{
    /// <summary>Where, such as <c>ingress.hosts[0]</c> or <c>env[name=LEVEL].value</c>.</summary>
    public required string Path { get; init; }

    /// <summary>JSON; null when there was nothing.</summary>
    public string? Before { get; init; }

    /// <summary>JSON; null when there is nothing any more.</summary>
    public string? After { get; init; }
}
