using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Activities;

/// <summary>How much a row matters to somebody on call.</summary>
[JsonConverter(typeof(WireEnumConverter<ActivitySeverity>))]
public enum ActivitySeverity
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("SEVERITY_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>info</c></summary>
    [JsonStringEnumMemberName("info")]
    Info,

    /// <summary><c>good</c></summary>
    [JsonStringEnumMemberName("good")]
    Good,

    /// <summary><c>warning</c></summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary><c>bad</c></summary>
    [JsonStringEnumMemberName("bad")]
    Bad,
}

/// <summary>One thing that happened, in whatever module.</summary>
public sealed record ActivityRow
{
    /// <summary>Unique and unchanging.</summary>
    public required string Id { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The module that tells of it: <c>events</c>, <c>tasks</c>, <c>timelines</c>, <c>releases</c>, <c>runs</c>, <c>locks</c>, <c>catalog</c>.</summary>
    public string Module { get; init; } = "";

    /// <summary>What it is, from the general to the special: <c>deployment.success</c>, <c>task.down</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The id of what it is about, in its module.</summary>
    public string Subject { get; init; } = "";

    /// <summary>How much it matters.</summary>
    public ActivitySeverity Severity { get; init; }

    /// <summary>One line for a person.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where to read on: a path of the server.</summary>
    public string Link { get; init; } = "";

    /// <summary>Empty where it is not known.</summary>
    public string Service { get; init; } = "";

    /// <summary>Empty where it is not known.</summary>
    public string Environment { get; init; } = "";

    /// <summary>Empty where it is not known.</summary>
    public string Host { get; init; } = "";

    /// <summary>Those of what it is about.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>Which rows; what is null or empty fits any.</summary>
public sealed record ActivityFilter
{
    /// <summary>Any of these modules.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>Any of these kinds; <c>deployment</c> stands for all that begin so.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>At least as severe.</summary>
    public ActivitySeverity? Severity { get; init; }

    /// <summary>Exactly this service.</summary>
    public string? Service { get; init; }

    /// <summary>A name or an alias such as <c>prod</c>.</summary>
    public string? Environment { get; init; }

    /// <summary>Exactly this host.</summary>
    public string? Host { get; init; }

    /// <summary>Part of the title.</summary>
    public string? Text { get; init; }

    /// <summary>From this instant on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to this instant, without it.</summary>
    public DateTimeOffset? To { get; init; }
}

/// <summary>Rows, the newest first. It may hold none although there is more to look through.</summary>
/// <param name="Rows">What is on it.</param>
/// <param name="Next">What to ask for the rows before these with; null at the end.</param>
public sealed record ActivityPage(IReadOnlyList<ActivityRow> Rows, string? Next);
