using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Overview;

/// <summary>What was found of one kind.</summary>
public sealed record SearchGroup
{
    /// <summary>Such as <c>events</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>As people read it.</summary>
    public string Title { get; init; } = "";

    /// <summary>The best ones first.</summary>
    public IReadOnlyList<SearchHit> Hits { get; init; } = [];

    /// <summary>The list with all that fits, where there is one: a path of the server.</summary>
    public string More { get; init; } = "";

    /// <summary>Why this part could not be searched, when it could not.</summary>
    public string Problem { get; init; } = "";
}

/// <summary>Something that was found.</summary>
public sealed record SearchHit
{
    /// <summary>Its name.</summary>
    public string Title { get; init; } = "";

    /// <summary>What else is known of it.</summary>
    public string Subtitle { get; init; } = "";

    /// <summary>A path of the server.</summary>
    public string Link { get; init; } = "";

    /// <summary>When it happened or changed, where that is known.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>How well it fits.</summary>
    public SearchMatch Match { get; init; }
}

/// <summary>How well something fits.</summary>
[JsonConverter(typeof(WireEnumConverter<SearchMatch>))]
public enum SearchMatch
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("SEARCH_MATCH_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>part</c>: its words or a part of its name.</summary>
    [JsonStringEnumMemberName("part")]
    Part,

    /// <summary><c>prefix</c>: the beginning of its name.</summary>
    [JsonStringEnumMemberName("prefix")]
    Prefix,

    /// <summary><c>exact</c>: its name or id.</summary>
    [JsonStringEnumMemberName("exact")]
    Exact,
}
