using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Releases;

/// <summary>A stage that releases pass.</summary>
public sealed record ReleaseEnvironment
{
    /// <summary>An environment of the contract, or an alias of one, such as <c>dev</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The largest step of a version that comes by itself.</summary>
    public required ReleaseReach Reach { get; init; }

    /// <summary>Whether a tag that is no version comes by itself.</summary>
    public bool TakesFixedTags { get; init; }

    /// <summary>When something may be claimed; always where there is none.</summary>
    public ReleaseWindow? Window { get; init; }

    /// <summary>How long a release must have run here, without an incident, before it may go on; in whole seconds.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan Soak { get; init; }

    /// <summary>Whether somebody must approve each release.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>After this time a release that nobody approved is skipped; it waits for ever where there is none.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? ApproveWithin { get; init; }
}

/// <summary>Times at which releases go.</summary>
public sealed record ReleaseWindow
{
    /// <summary>When it opens: five fields as in a crontab, by the clock of the zone.</summary>
    public required string Cron { get; init; }

    /// <summary>An IANA name; UTC unless given.</summary>
    public string? Zone { get; init; }

    /// <summary>How long it stays open, a minute to 31 days.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public required TimeSpan Length { get; init; }
}
