namespace Tracker.Server.Timelines.Analysis;

/// <summary>When a timeline that is under way will be over.</summary>
/// <param name="End">Null when nothing is known.</param>
/// <param name="AtLeast">Whether a step takes longer than was ever seen, so that it will be later than that.</param>
/// <param name="Late">How many steps are under way for longer than usual.</param>
public sealed record Forecast(DateTimeOffset? End, bool AtLeast, int Late)
{
    /// <summary>
    /// Also tells each step that is under way when it will be over. What usually comes after a step until the end is known
    /// from the timelines before, so that steps count which have not begun.
    /// </summary>
    internal static Forecast? Of(EventNode root, Baseline baseline, DateTimeOffset now)
    {
        if (root.Progress != EventProgress.Open) return null;
        DateTimeOffset? end = null;
        var (atLeast, late) = (false, 0);
        foreach (var node in root.SelfAndDescendants().Where(n => !n.IsRoot && n.Progress == EventProgress.Open && n.Usual is not null))
        {
            var usual = node.Usual!;
            node.Expected = node.Start + usual.Median > now ? node.Start + usual.Median : node.Start + usual.P95 > now ? node.Start + usual.P95 : null;
            if (node.Children.Count > 0) continue;
            if (node.Pace == Pace.Slower) late++;
            atLeast |= node.Expected is null;
            var whole = (node.Expected ?? now) + usual.Rest;
            if (end is null || whole > end) end = whole;
        }

        // Nothing of what is under way was seen before: then only the whole can tell.
        if (end is null && baseline.Whole is { Timelines: >= PaceRule.LeastTimelines } known && root.Start + known.Median > now) end = root.Start + known.Median;
        return new(end, atLeast, late);
    }
}
