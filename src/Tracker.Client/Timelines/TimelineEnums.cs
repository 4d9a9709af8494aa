using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Timelines;

/// <summary>How far an event is.</summary>
[JsonConverter(typeof(WireEnumConverter<EventProgress>))]
public enum EventProgress
{
    /// <summary>A value that this library does not know.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>It has begun and not ended.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>It has ended.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>It will not end: the same began again, or too much time has passed.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,

    /// <summary>It is a point in time.</summary>
    [JsonStringEnumMemberName("point")]
    Point,
}

/// <summary>What became of a message.</summary>
[JsonConverter(typeof(WireEnumConverter<MessageResult>))]
public enum MessageResult
{
    /// <summary>A value that this library does not know.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>It is stored.</summary>
    [JsonStringEnumMemberName("recorded")]
    Recorded,

    /// <summary>The same had been said before.</summary>
    [JsonStringEnumMemberName("duplicate")]
    Duplicate,

    /// <summary>It breaks a rule, and was not stored.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,

    /// <summary>There is no room for it.</summary>
    [JsonStringEnumMemberName("full")]
    Full,
}

/// <summary>Another form of a timeline.</summary>
[JsonConverter(typeof(WireEnumConverter<TimelineFormat>))]
public enum TimelineFormat
{
    /// <summary>Chrome's trace events, which ui.perfetto.dev opens.</summary>
    [JsonStringEnumMemberName("json")]
    TraceEvents,

    /// <summary>Comma-separated values.</summary>
    [JsonStringEnumMemberName("csv")]
    Csv,

    /// <summary>The Gantt chart as a picture.</summary>
    [JsonStringEnumMemberName("svg")]
    Svg,
}
