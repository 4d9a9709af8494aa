using System.Globalization;
using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Timelines.Pages.Gantt;

/// <summary>What the chart and its table say of an event.</summary>
internal static class GanttText
{
    public static Tone ToneOf(EventNode node) => node switch
    {
        { Progress: EventProgress.Abandoned } => Tone.Neutral,
        { Status: TimelineStatus.Failed } => Tone.Bad,
        { Status: TimelineStatus.Warning } => Tone.Warning,
        { Progress: EventProgress.Open } => Tone.Active,
        { Status: TimelineStatus.Skipped } => Tone.Neutral,
        _ => Tone.Good,
    };

    public static string StateOf(EventNode node) => node switch
    {
        { Progress: EventProgress.Abandoned } => "abandoned",
        { Progress: EventProgress.Open, Status: TimelineStatus.None or TimelineStatus.Ok } => "running",
        { Status: TimelineStatus.Failed } => "failed",
        { Status: TimelineStatus.Warning } => "warning",
        { Status: TimelineStatus.Skipped } => "skipped",
        { Progress: EventProgress.Point } => "point",
        _ => "ended",
    };

    /// <summary>With an ancestor's name, several hosts have none.</summary>
    public static string HostOf(EventNode node) => node.Event?.Host ?? "";

    /// <summary>Everything that is known, for who points at it and who cannot see it.</summary>
    public static string TitleOf(EventNode node, DateTimeOffset now, TimeZoneInfo zone)
    {
        var parts = new List<string> { string.Join(" › ", EventName.Split(node.Name)) + (HostOf(node) is { Length: > 0 } host ? $" on {host}" : "") };
        var end = node.Progress == EventProgress.Ended ? " – " + At(node.Last, zone) : "";
        parts.Add(At(node.Start, zone) + end + (node.DurationAt(now) is { } took ? $" ({DurationText.Of(took)})" : ""));
        parts.Add(StateOf(node) + (node.IsCritical ? ", on the critical path" : ""));
        if (node.Usual is { } usual) parts.Add($"usually {DurationText.Of(usual.Median)}{PaceOf(node, now)}");
        if (node.Progress == EventProgress.Open && node.Expected is { } expected) parts.Add($"expected to end {At(expected, zone)}");
        if (node.Event is { Repeats: > 0 } repeated) parts.Add(string.Create(CultureInfo.InvariantCulture, $"begun {repeated.Repeats + 1} times, the last is shown"));
        return string.Join('\n', parts);
    }

    /// <summary>How much longer than usual, where that is worth telling.</summary>
    public static string? LostBy(EventNode node, DateTimeOffset now) =>
        node is { Pace: Pace.Slower, Usual: { } usual } && node.DurationAt(now) is { } took ? "+" + DurationText.Of(took - usual.Median) : null;

    private static string PaceOf(EventNode node, DateTimeOffset now) => node.Pace switch
    {
        Pace.Slower => $", {LostBy(node, now)}",
        Pace.Faster => $", {DurationText.Of(node.DurationAt(now)!.Value - node.Usual!.Median)}",
        Pace.Unknown => $" (seen {node.Usual!.Timelines} times, too few to judge)",
        _ => "",
    };

    private static string At(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString("d MMM HH:mm:ss.fff", CultureInfo.InvariantCulture);
}
