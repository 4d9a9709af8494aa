using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Requirements;

namespace Tracker.Server.Releases.Queues;

/// <summary>A release in the queue of an environment.</summary>
public sealed record QueuedView
{
    [JsonPropertyName("id"), Description("Of the release in this environment: what deployed, failed, promote and skip name.")]
    public required Guid Id { get; init; }

    [JsonPropertyName("release"), Description("Of the release itself, the same in every environment.")]
    public required Guid Release { get; init; }

    [JsonPropertyName("application")]
    public required string Application { get; init; }

    [JsonPropertyName("environment")]
    public required string Environment { get; init; }

    [JsonPropertyName("state"), Description("queued, claimed, deployed, failed, superseded or skipped.")]
    public required string State { get; init; }

    [JsonPropertyName("image")]
    public required string Image { get; init; }

    [JsonPropertyName("digest")]
    public required string Digest { get; init; }

    [JsonPropertyName("version")]
    public required string Version { get; init; }

    [JsonPropertyName("enteredAt")]
    public required DateTimeOffset EnteredAt { get; init; }

    [JsonPropertyName("since")]
    public required DateTimeOffset Since { get; init; }

    [JsonPropertyName("claimedBy"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ClaimedBy { get; init; }

    [JsonPropertyName("leaseUntil"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LeaseUntil { get; init; }

    [JsonPropertyName("attempt"), Description("How often it was claimed. A deployer that sends it with deployed, failed and renew cannot speak for a later claim.")]
    public int Attempt { get; init; }

    [JsonPropertyName("promotedBy"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PromotedBy { get; init; }

    [JsonPropertyName("approvedBy"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ApprovedBy { get; init; }

    [JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Reason { get; init; }

    [JsonPropertyName("event"), Description("The deployment's event."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Event { get; init; }

    [JsonPropertyName("gates"), Description("What keeps it from being claimed; only in a queue."), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<GateView>? Gates { get; init; }

    public static QueuedView Of(QueueEntry e, Release r, string application) => new()
    {
        Id = e.Uuid,
        Release = r.Uuid,
        Application = application,
        Environment = e.Environment,
        State = e.State.ToString().ToLowerInvariant(),
        Image = $"{r.Image}:{r.Tag}",
        Digest = r.Digest,
        Version = r.Tag,
        EnteredAt = e.EnteredAt,
        Since = e.Since,
        ClaimedBy = Text(e.ClaimedBy),
        LeaseUntil = e.LeaseUntil,
        Attempt = e.Attempts,
        PromotedBy = Text(e.PromotedBy),
        ApprovedBy = Text(e.ApprovedBy),
        Reason = Text(e.Reason),
        Event = e.Event,
    };

    public static QueuedView Of(QueuedRelease q) => Of(q.Entry, q.Release, q.Application);

    private static string? Text(string text) => text.Length > 0 ? text : null;
}

/// <param name="Gate">Which one, such as <c>soak</c>.</param>
/// <param name="OpensAt">When it opens by itself; null when somebody has to do something, or when nobody knows.</param>
/// <param name="Link">Where to read on, or to act.</param>
public sealed record GateView(
    [property: JsonPropertyName("gate")] string Gate,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("opensAt")] DateTimeOffset? OpensAt,
    [property: JsonPropertyName("link")] string? Link)
{
    public static GateView Of(Gate g) => new(JsonNamingPolicy.CamelCase.ConvertName(g.Kind.ToString()), g.Text, g.OpensAt, g.Link);
}

/// <summary>What a deployer gets: all that it needs to deploy.</summary>
public sealed record ClaimView(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("attempt")] int Attempt,
    [property: JsonPropertyName("application")] string Application,
    [property: JsonPropertyName("environment")] string Environment,
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("configuration")] JsonElement Configuration,
    [property: JsonPropertyName("changes")] IReadOnlyList<ConfigurationChange> Changes,
    [property: JsonPropertyName("moreChanges")] int MoreChanges,
    [property: JsonPropertyName("leaseUntil")] DateTimeOffset? LeaseUntil,
    [property: JsonPropertyName("event")] Guid? Event);

/// <param name="IsThere">Whether the newest release runs there.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Where">The environment in which it is held up.</param>
/// <param name="Gates">Each of them must open, the one to look at first in front.</param>
public sealed record WhyView(
    [property: JsonPropertyName("application")] string Application,
    [property: JsonPropertyName("environment")] string Environment,
    [property: JsonPropertyName("isThere")] bool IsThere,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("where")] string Where,
    [property: JsonPropertyName("gates")] IReadOnlyList<GateView> Gates);

public sealed record NextRequest
{
    [JsonPropertyName("deployer"), Description("Who deploys, as people know it; the name of the caller's credentials unless given.")]
    public string? Deployer { get; init; }

    [JsonPropertyName("lease"), Description("Seconds after which the claim goes back unless it is renewed: 10 to 86400; 900 unless given.")]
    public int? Lease { get; init; }

    [JsonPropertyName("lockToken"), JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    [Description("The token of a deploy lock that the caller holds already: what it covers goes under it, and the lock stays the caller's.")]
    public long? LockToken { get; init; }
}

public sealed record ClaimRequest
{
    [JsonPropertyName("attempt"), Description("As the claim has it: a claim that lapsed is then not spoken for.")]
    public int? Attempt { get; init; }

    [JsonPropertyName("reason"), Description("Why; required with failed and skip.")]
    public string? Reason { get; init; }
}

public sealed record PinRequest
{
    [JsonPropertyName("release"), Description("The release that the application stays at.")]
    public Guid? Release { get; init; }

    [JsonPropertyName("reason")]
    public string? Reason { get; init; }
}

/// <summary>A decision that an application stays at a release in an environment, whatever is newer.</summary>
public sealed record PinView(
    [property: JsonPropertyName("application")] string Application,
    [property: JsonPropertyName("environment")] string Environment,
    [property: JsonPropertyName("release")] Guid Release,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("reason")] string Reason,
    [property: JsonPropertyName("by")] string By,
    [property: JsonPropertyName("at")] DateTimeOffset At)
{
    public static PinView Of(PinnedRelease p) => new(p.Application, p.Pin.Environment, p.Release.Uuid, p.Release.Tag, p.Pin.Reason, p.Pin.By, p.Pin.At);
}

/// <summary>An image together with the configuration that it was released with.</summary>
public sealed record ReleaseView(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("cause")] string Cause,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt)
{
    public static ReleaseView Of(Release r) => new(r.Uuid, $"{r.Image}:{r.Tag}", r.Digest, r.Tag, r.Cause == ReleaseCause.NewVersion ? "newVersion" : "movedTag", r.CreatedAt);
}
