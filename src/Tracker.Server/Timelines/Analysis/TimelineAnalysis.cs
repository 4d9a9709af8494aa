namespace Tracker.Server.Timelines.Analysis;

/// <summary>Something that took longer than it usually does, or already has.</summary>
public sealed record Regression(EventNode Node, TimeSpan Duration, Spread Usual)
{
    public TimeSpan Lost => Duration - Usual.Median;
}

/// <summary>Why a timeline took as long as it did, and, while it is under way, how long it will.</summary>
/// <param name="Regressions">Those that lost most first. What spans another that is among them is left out.</param>
/// <param name="Gaps">The longest first.</param>
/// <param name="Forecast">Null when it is over.</param>
/// <param name="Pace">The whole, from first to last.</param>
public sealed record TimelineAnalysis(
    TimelineContent Content, EventNode Root, Baseline Baseline, IReadOnlyList<Regression> Regressions, IReadOnlyList<IdleGap> Gaps, Forecast? Forecast, Pace Pace, DateTimeOffset Now)
{
    public bool IsUnderWay => Forecast is not null;

    /// <summary>From its first event to its last, or to now; null without events.</summary>
    public TimeSpan? Duration => Content.Events.Count == 0 ? null : Root.EndAt(Now) - Root.Start;

    public static TimelineAnalysis Of(TimelineContent content, Baseline baseline, DateTimeOffset now)
    {
        var root = EventTree.Of(content);
        foreach (var node in root.SelfAndDescendants().Where(n => !n.IsRoot && n.DurationAt(now) is not null)) Compare(node, baseline, now);
        CriticalPath.Mark(root, now);
        var regressions = new List<Regression>();
        Gather(root, regressions, now);
        // What is not over yet is late, but never early.
        var whole = root.Children.Count == 0 ? Pace.Unknown : PaceRule.Of(root.EndAt(now) - root.Start, baseline.Whole, baseline.Floor);
        if (root.Progress == EventProgress.Open && whole == Pace.Faster) whole = Pace.Usual;
        return new(content, root, baseline, [.. regressions.OrderByDescending(r => r.Lost)], IdleGap.Of(root, now), Forecast.Of(root, baseline, now), whole, now);
    }

    private static void Compare(EventNode node, Baseline baseline, DateTimeOffset now)
    {
        // One name on many hosts: it is each of them that is compared.
        if (node.Children.Any(c => c.IsHostOf(node))) return;
        node.Usual = baseline.Of(node.Name);
        var pace = baseline.PaceOf(node.Name, node.DurationAt(now)!.Value);
        node.Pace = node.Progress == EventProgress.Open && pace == Pace.Faster ? Pace.Usual : pace;
    }

    private static bool Gather(EventNode node, List<Regression> into, DateTimeOffset now)
    {
        var below = false;
        foreach (var child in node.Children) below |= Gather(child, into, now);
        if (below || node.Pace != Pace.Slower) return below;
        into.Add(new(node, node.DurationAt(now)!.Value, node.Usual!));
        return true;
    }
}
