using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Tasks;

/// <summary>How a task stands.</summary>
[JsonConverter(typeof(WireEnumConverter<TaskState>))]
public enum TaskState
{
    /// <summary>It may have run while the server did not; or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>No run yet, or just resumed.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>It ran when it should.</summary>
    [JsonStringEnumMemberName("up")]
    Up,

    /// <summary>Its time has come, its grace has not passed.</summary>
    [JsonStringEnumMemberName("late")]
    Late,

    /// <summary>The grace has passed, or it failed.</summary>
    [JsonStringEnumMemberName("down")]
    Down,

    /// <summary>By hand.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,
}

/// <summary>What the daily rule says.</summary>
[JsonConverter(typeof(WireEnumConverter<DailyStatus>))]
public enum DailyStatus
{
    /// <summary>There are not enough days yet.</summary>
    [JsonStringEnumMemberName("INSUFFICIENT")]
    Insufficient,

    /// <summary>Enough days have a job.</summary>
    [JsonStringEnumMemberName("OK")]
    Ok,

    /// <summary>Too few days have a job.</summary>
    [JsonStringEnumMemberName("ERROR")]
    Error,
}

/// <summary>Whether a report is sent to those whom a rule names.</summary>
[JsonConverter(typeof(WireEnumConverter<ReportNotify>))]
public enum ReportNotify
{
    /// <summary>It is not.</summary>
    [JsonStringEnumMemberName("NEVER")]
    Never,

    /// <summary>When a task is down.</summary>
    [JsonStringEnumMemberName("ON_ERROR")]
    OnError,

    /// <summary>It is.</summary>
    [JsonStringEnumMemberName("ALWAYS")]
    Always,
}

/// <summary>What a job tells.</summary>
[JsonConverter(typeof(WireEnumConverter<PingSignal>))]
public enum PingSignal
{
    /// <summary>It succeeded.</summary>
    [JsonStringEnumMemberName("")]
    Success,

    /// <summary>It began.</summary>
    [JsonStringEnumMemberName("start")]
    Start,

    /// <summary>It failed.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>A message; nothing changes.</summary>
    [JsonStringEnumMemberName("log")]
    Log,
}
