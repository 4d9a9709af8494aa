using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Timelines.Pages;

/// <summary>What pages say of timelines.</summary>
internal static class TimelineText
{
    public static string Count(int count, string one) => count == 1 ? $"1 {one}" : FormattableString.Invariant($"{count:#,0} {one}s");

    public static (Tone Tone, string Word) StateOf(TimelineSummary summary) => summary switch
    {
        { Events: 0 } => (Tone.Neutral, "Empty"),
        { Open: > 0, Worst: TimelineStatus.Failed } => (Tone.Bad, "Running, failed steps"),
        { Open: > 0 } => (Tone.Active, "Running"),
        { Worst: TimelineStatus.Failed } => (Tone.Bad, "Failed steps"),
        { Worst: TimelineStatus.Warning } => (Tone.Warning, "Warnings"),
        _ => (Tone.Good, "Ended"),
    };

    /// <summary>Where a summary of a timeline that is under way stops at the last message, its duration goes on.</summary>
    public static TimeSpan? DurationOf(TimelineSummary summary, DateTimeOffset now) => summary.Open > 0 && now > summary.First ? now - summary.First : summary.Duration;

    public static string NameOf(string name) => string.Join(" › ", EventName.Split(name));

    public static string Signed(TimeSpan difference) => (difference > TimeSpan.Zero ? "+" : "") + DurationText.Of(difference);

    public static string UsualOf(Spread usual) => $"{DurationText.Of(usual.Median)} ± {DurationText.Of(usual.Mad)}";
}
