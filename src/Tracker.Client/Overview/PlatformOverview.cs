using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Overview;

/// <summary>How everything stands at one moment.</summary>
public sealed record PlatformOverview
{
    /// <summary>When this was read.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When today began in the zone that was asked for.</summary>
    public DateTimeOffset Today { get; init; }

    /// <summary>What somebody should look at, the worst first.</summary>
    public IReadOnlyList<Attention> Attention { get; init; } = [];

    /// <summary>Events of today and yesterday.</summary>
    public EventNumbers Events { get; init; } = new();

    /// <summary>Deployments of today.</summary>
    public DeploymentNumbers Deployments { get; init; } = new();

    /// <summary>Incidents.</summary>
    public IncidentNumbers Incidents { get; init; } = new();

    /// <summary>Tasks.</summary>
    public TaskNumbers Tasks { get; init; } = new();

    /// <summary>Locks.</summary>
    public LockNumbers Locks { get; init; } = new();

    /// <summary>Timelines.</summary>
    public TimelineNumbers Timelines { get; init; } = new();

    /// <summary>Releases.</summary>
    public ReleaseNumbers Releases { get; init; } = new();

    /// <summary>The caller's own runs; everybody's for administrators.</summary>
    public RunNumbers Runs { get; init; } = new();

    /// <summary>What begins within 24 hours, the next one first.</summary>
    public IReadOnlyList<PlannedItem> Planned { get; init; } = [];

    /// <summary>The modules that have something to show.</summary>
    public IReadOnlyList<string> InUse { get; init; } = [];
}

/// <summary>How much something needs somebody.</summary>
[JsonConverter(typeof(WireEnumConverter<Urgency>))]
public enum Urgency
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("URGENCY_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>warning</c>: it will, unless it changes by itself.</summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary><c>bad</c>: it does now.</summary>
    [JsonStringEnumMemberName("bad")]
    Bad,
}

/// <summary>Something that somebody should look at.</summary>
public sealed record Attention
{
    /// <summary>The module that tells of it, such as <c>tasks</c>.</summary>
    public string Module { get; init; } = "";

    /// <summary>What it is, such as <c>task.down</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How much it needs somebody.</summary>
    public Urgency Urgency { get; init; }

    /// <summary>One line for a person.</summary>
    public string Title { get; init; } = "";

    /// <summary>What else is known.</summary>
    public string Detail { get; init; } = "";

    /// <summary>Since when it is so.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>A path of the server, to read on or to act.</summary>
    public string Link { get; init; } = "";
}

/// <summary>Something that begins within 24 hours.</summary>
public sealed record PlannedItem
{
    /// <summary>The module that tells of it.</summary>
    public string Module { get; init; } = "";

    /// <summary>What it is, such as <c>deployment</c> or <c>freeze</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>One line for a person.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where.</summary>
    public string Detail { get; init; } = "";

    /// <summary>When it begins.</summary>
    public DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends, where that is known.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>A path of the server.</summary>
    public string Link { get; init; } = "";
}
