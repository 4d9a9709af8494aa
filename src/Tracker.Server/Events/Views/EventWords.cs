using Tracker.Protocol.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Events.Views;

/// <summary>The contract's values as people read them.</summary>
[ModuleService]
public static class EventWords
{
    public const string NoEnvironment = "No environment";

    public static string Of(EventType type) => type switch
    {
        EventType.RpaUsage => "RPA usage",
        _ => Capital(EventNames.Of(type)),
    };

    public static string Of(EventStatus status) => status switch
    {
        EventStatus.Unspecified => "No status",
        EventStatus.Start => "Started",
        EventStatus.Close => "Closed",
        EventStatus.Recommandation => "Recommendation",
        EventStatus.WaitingApproval => "Waiting for approval",
        _ => Capital(EventNames.Of(status)),
    };

    public static string Of(EventEnvironment environment) => environment switch
    {
        EventEnvironment.Unspecified => NoEnvironment,
        EventEnvironment.Tnr or EventEnvironment.Uat => EventNames.Of(environment),
        EventEnvironment.Mco => "MCO",
        _ => Capital(EventNames.Of(environment)),
    };

    public static string Of(EventPriority priority) => EventNames.Of(priority);

    /// <summary>A field of the contract, as a form and the changelog name it.</summary>
    public static string Field(string name) => name switch
    {
        "related_id" => "Follows event",
        "stake_holders" => "Stakeholders",
        "pull_request_link" => "Pull request",
        "slack_id" => "Slack id",
        "start_date" => "Start",
        "end_date" => "End",
        "impact" => "Users are affected",
        "notification" => "Notify",
        "notifications" => "Notified channels",
        _ => Capital(name),
    };

    /// <summary>What the changelog tells of, before the field's name.</summary>
    public static string Of(ChangeType type) => type switch
    {
        ChangeType.StatusChanged => "Status changed",
        ChangeType.Unspecified => "Changed",
        _ => Capital(EventNames.Of(type)),
    };

    private static string Capital(string name) => name.Length == 0 ? "" : char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');
}
