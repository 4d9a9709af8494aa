namespace Tracker.Server.Timelines.Analysis;

/// <summary>An event, or an ancestor, in two timelines; a duration is null where it is not there or has none.</summary>
/// <param name="Host">Only where several hosts sent the name: otherwise the host may well be another one each time.</param>
public sealed record ComparedEvent(string Name, string Host, string Label, int Depth, TimeSpan? One, TimeSpan? Other, bool IsInOne, bool IsInOther)
{
    public TimeSpan? Difference => One - Other;
}

/// <summary>Two timelines side by side.</summary>
/// <param name="Events">In the order of the first, then those that only the second has.</param>
public sealed record TimelineComparison(TimelineAnalysis One, TimelineAnalysis Other, IReadOnlyList<ComparedEvent> Events)
{
    public TimeSpan? Difference => One.Duration - Other.Duration;

    /// <summary>Where the two differ most, leaving out what spans others.</summary>
    public IEnumerable<ComparedEvent> Largest(int most)
    {
        var parents = One.Root.SelfAndDescendants().Concat(Other.Root.SelfAndDescendants()).Where(n => n.Children.Count > 0).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        return Events.Where(e => e.Difference is { } difference && difference != TimeSpan.Zero && (e.Host.Length > 0 || !parents.Contains(e.Name)))
            .OrderByDescending(e => e.Difference!.Value.Duration()).Take(most);
    }

    public static TimelineComparison Of(TimelineAnalysis one, TimelineAnalysis other)
    {
        var others = other.Root.SelfAndDescendants().Where(n => !n.IsRoot).ToDictionary(KeyOf);
        var events = new List<ComparedEvent>();
        foreach (var node in one.Root.SelfAndDescendants().Where(n => !n.IsRoot))
        {
            others.Remove(KeyOf(node), out var same);
            events.Add(Compared(node, node.DurationAt(one.Now), same?.DurationAt(other.Now), true, same is not null));
        }

        events.AddRange(other.Root.SelfAndDescendants().Where(n => !n.IsRoot && others.ContainsKey(KeyOf(n))).Select(n => Compared(n, null, n.DurationAt(other.Now), false, true)));
        return new(one, other, events);
    }

    private static ComparedEvent Compared(EventNode node, TimeSpan? one, TimeSpan? other, bool isInOne, bool isInOther) =>
        new(node.Name, KeyOf(node).Host, node.Label, node.Depth, one, other, isInOne, isInOther);

    private static (string Name, string Host) KeyOf(EventNode node) => (node.Name, node.Parent is { } parent && node.IsHostOf(parent) ? node.Label : "");
}
