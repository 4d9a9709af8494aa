using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Events;

/// <summary>What kind of change an event tells of.</summary>
[JsonConverter(typeof(WireEnumConverter<EventType>))]
public enum EventType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>deployment</c></summary>
    [JsonStringEnumMemberName("deployment")]
    Deployment,

    /// <summary><c>operation</c></summary>
    [JsonStringEnumMemberName("operation")]
    Operation,

    /// <summary><c>drift</c></summary>
    [JsonStringEnumMemberName("drift")]
    Drift,

    /// <summary><c>incident</c></summary>
    [JsonStringEnumMemberName("incident")]
    Incident,

    /// <summary><c>rpa_usage</c></summary>
    [JsonStringEnumMemberName("rpa_usage")]
    RpaUsage,
}

/// <summary>How urgent it is: P1 is the most urgent.</summary>
[JsonConverter(typeof(WireEnumConverter<EventPriority>))]
public enum EventPriority
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("PRIORITY_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>P1</c></summary>
    [JsonStringEnumMemberName("P1")]
    P1,

    /// <summary><c>P2</c></summary>
    [JsonStringEnumMemberName("P2")]
    P2,

    /// <summary><c>P3</c></summary>
    [JsonStringEnumMemberName("P3")]
    P3,

    /// <summary><c>P4</c></summary>
    [JsonStringEnumMemberName("P4")]
    P4,

    /// <summary><c>P5</c></summary>
    [JsonStringEnumMemberName("P5")]
    P5,
}

/// <summary>Where an event stands.</summary>
[JsonConverter(typeof(WireEnumConverter<EventStatus>))]
public enum EventStatus
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("STATUS_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>start</c></summary>
    [JsonStringEnumMemberName("start")]
    Start,

    /// <summary><c>failure</c></summary>
    [JsonStringEnumMemberName("failure")]
    Failure,

    /// <summary><c>success</c></summary>
    [JsonStringEnumMemberName("success")]
    Success,

    /// <summary><c>warning</c></summary>
    [JsonStringEnumMemberName("warning")]
    Warning,

    /// <summary><c>error</c></summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary><c>snapshot</c></summary>
    [JsonStringEnumMemberName("snapshot")]
    Snapshot,

    /// <summary><c>user_update</c></summary>
    [JsonStringEnumMemberName("user_update")]
    UserUpdate,

    /// <summary><c>recommandation</c></summary>
    [JsonStringEnumMemberName("recommandation")]
    Recommandation,

    /// <summary><c>open</c></summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary><c>close</c></summary>
    [JsonStringEnumMemberName("close")]
    Close,

    /// <summary><c>done</c></summary>
    [JsonStringEnumMemberName("done")]
    Done,

    /// <summary><c>in_progress</c></summary>
    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    /// <summary><c>planned</c></summary>
    [JsonStringEnumMemberName("planned")]
    Planned,

    /// <summary><c>waiting_approval</c></summary>
    [JsonStringEnumMemberName("waiting_approval")]
    WaitingApproval,
}

/// <summary>Where it happens.</summary>
[JsonConverter(typeof(WireEnumConverter<EventEnvironment>))]
public enum EventEnvironment
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("ENVIRONMENT_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>development</c></summary>
    [JsonStringEnumMemberName("development")]
    Development,

    /// <summary><c>integration</c></summary>
    [JsonStringEnumMemberName("integration")]
    Integration,

    /// <summary><c>TNR</c></summary>
    [JsonStringEnumMemberName("TNR")]
    Tnr,

    /// <summary><c>UAT</c></summary>
    [JsonStringEnumMemberName("UAT")]
    Uat,

    /// <summary><c>recette</c></summary>
    [JsonStringEnumMemberName("recette")]
    Recette,

    /// <summary><c>preproduction</c></summary>
    [JsonStringEnumMemberName("preproduction")]
    Preproduction,

    /// <summary><c>production</c></summary>
    [JsonStringEnumMemberName("production")]
    Production,

    /// <summary><c>mco</c></summary>
    [JsonStringEnumMemberName("mco")]
    Mco,
}

/// <summary>What a changelog entry tells of.</summary>
[JsonConverter(typeof(WireEnumConverter<ChangeType>))]
public enum ChangeType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("CHANGE_TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>created</c></summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary><c>updated</c></summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary><c>status_changed</c></summary>
    [JsonStringEnumMemberName("status_changed")]
    StatusChanged,

    /// <summary><c>approved</c></summary>
    [JsonStringEnumMemberName("approved")]
    Approved,

    /// <summary><c>rejected</c></summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary><c>commented</c></summary>
    [JsonStringEnumMemberName("commented")]
    Commented,

    /// <summary><c>linked</c></summary>
    [JsonStringEnumMemberName("linked")]
    Linked,

    /// <summary><c>locked</c></summary>
    [JsonStringEnumMemberName("locked")]
    Locked,

    /// <summary><c>unlocked</c></summary>
    [JsonStringEnumMemberName("unlocked")]
    Unlocked,
}
