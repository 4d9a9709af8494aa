using Tracker.Server.Web.Components;

namespace Tracker.Server.Events.Pages;

/// <summary>The colour that goes with a status.</summary>
internal static class EventTones
{
    /// <summary>What the colours of a picture mean.</summary>
    public static IReadOnlyList<(Tone Tone, string Meaning)> Legend { get; } =
    [
        (Tone.Good, "Succeeded, done, closed"),
        (Tone.Active, "Running"),
        (Tone.Warning, "Warning, open drift"),
        (Tone.Bad, "Failed, open incident"),
        (Tone.Neutral, "Planned and other"),
    ];

    public static Tone Of(EventType type, EventStatus status) => status switch
    {
        EventStatus.Success or EventStatus.Done or EventStatus.Close => Tone.Good,
        EventStatus.Failure or EventStatus.Error => Tone.Bad,
        EventStatus.Warning => Tone.Warning,
        EventStatus.Start or EventStatus.InProgress or EventStatus.Open => type switch
        {
            EventType.Incident => Tone.Bad,
            EventType.Drift => Tone.Warning,
            _ => Tone.Active,
        },
        _ => Tone.Neutral,
    };
}
