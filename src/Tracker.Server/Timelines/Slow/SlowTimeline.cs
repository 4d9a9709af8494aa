using Tracker.Server.Activity;
using Tracker.Server.Timelines.Analysis;

namespace Tracker.Server.Timelines.Slow;

/// <summary>A timeline that took clearly longer than usual, or will.</summary>
/// <param name="Step">What lost the most; null when it is spread over many.</param>
internal sealed record SlowTimeline(Regression? Step, TimeSpan Took, TimeSpan Usual)
{
    // A step that lost less than this part of the whole may still be made up for.
    private const double LeastPart = 0.2;

    /// <summary>Null when it is as fast as usual, or too little is known.</summary>
    public static SlowTimeline? Of(TimelineAnalysis analysis)
    {
        if (analysis.Baseline.Whole is not { Timelines: >= PaceRule.LeastTimelines } whole || analysis.Duration is not { } took) return null;
        var step = analysis.Regressions.FirstOrDefault(r => r.Node.IsCritical) ?? (analysis.Regressions is [var most, ..] ? most : null);
        var willBe = analysis.IsUnderWay && step is { Node.IsCritical: true } && step.Lost >= whole.Median * LeastPart;
        return analysis.Pace == Pace.Slower || willBe ? new(step, took, whole.Median) : null;
    }

    public string Title(Timeline timeline) => $"{timeline.Context} {timeline.Title} is slower than usual: " + (Step is { } step
        ? $"{step.Node.Name} took {SpanText.Of(step.Duration)}, usually {SpanText.Of(step.Usual.Median)}"
        : $"it took {SpanText.Of(Took)}, usually {SpanText.Of(Usual)}");
}
