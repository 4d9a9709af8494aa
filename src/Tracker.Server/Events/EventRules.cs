using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Activity;
using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>What an event must be, and what its status means.</summary>
public static class EventRules
{
    /// <summary>What the event tells of is over.</summary>
    public static bool IsFinal(EventStatus status) => status is
        EventStatus.Success or EventStatus.Failure or EventStatus.Warning or EventStatus.Error or EventStatus.Done or EventStatus.Close;

    /// <summary>It ended well or badly: its duration is known and counted.</summary>
    public static bool IsResult(EventStatus status) => status is EventStatus.Success or EventStatus.Failure;

    public static Severity SeverityOf(EventType type, EventStatus status) => status switch
    {
        EventStatus.Failure or EventStatus.Error => Severity.Bad,
        EventStatus.Warning => Severity.Warning,
        EventStatus.Success or EventStatus.Done or EventStatus.Close => Severity.Good,
        _ when type is EventType.Incident => Severity.Bad,
        _ when type is EventType.Drift => Severity.Warning,
        _ => Severity.Info,
    };

    /// <summary>Why this is not an event that may be stored; null when it is one.</summary>
    public static Failure? Check(Event e)
    {
        var a = e.Attributes;
        if (string.IsNullOrWhiteSpace(e.Title)) return Failure.Invalid("title is required.");
        if (a.Type == EventType.Unspecified) return Failure.Invalid("attributes.type is required: one of " + EventNames.Choices<EventType>() + ".");
        if (string.IsNullOrWhiteSpace(a.Service)) return Failure.Invalid("attributes.service is required.");
        return CheckChoice("attributes.type", a.Type)
            ?? CheckChoice("attributes.priority", a.Priority)
            ?? CheckChoice("attributes.status", a.Status)
            ?? CheckChoice("attributes.environment", a.Environment)
            ?? CheckInstant("attributes.start_date", a.StartDate)
            ?? CheckInstant("attributes.end_date", a.EndDate)
            ?? (a.StartDate is { } start && a.EndDate is { } end && end.CompareTo(start) < 0
                ? Failure.Invalid("attributes.end_date is before attributes.start_date.")
                : null);
    }

    public static Failure? CheckChoice<T>(string field, T value)
        where T : struct, System.Enum =>
        System.Enum.IsDefined(value) ? null : Failure.Invalid($"{field}: {Convert.ToInt32(value)} is not one of {EventNames.Choices<T>()}.");

    internal static Failure? CheckInstant(string field, Timestamp? value) =>
        value is null || (value.Nanos is >= 0 and < 1_000_000_000 && value.Seconds is >= -62135596800 and <= 253402300799)
            ? null
            : Failure.Invalid($"{field} must lie between the years 1 and 9999, with nanos from 0 to 999999999.");
}
