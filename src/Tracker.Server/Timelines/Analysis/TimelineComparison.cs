namespace Tracker.Server.Timelines.Analysis;

/// <summary>An event, or an ancestor, in two timelines; a duration is null where it is not there or has none.</summary>
/// <param name="OneStart">How long after the first event of its timeline it began.</param>
/// <param name="Host">Only where several hosts sent the name: otherwise the host may well be another one each time.</param>
public sealed record ComparedEvent(string Name, string Host, string Label, int Depth, TimeSpan? OneStart, TimeSpan? One, TimeSpan? OtherStart, TimeSpan? Other)
{
    public bool IsInOne => OneStart is not null;

    public bool IsInOther => OtherStart is not null;

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
            events.Add(Compared(node, node, same));
        }

        events.AddRange(other.Root.SelfAndDescendants().Where(n => !n.IsRoot && others.ContainsKey(KeyOf(n))).Select(n => Compared(n, null, n)));
        return new(one, other, events);

        ComparedEvent Compared(EventNode node, EventNode? here, EventNode? there) => new(
            node.Name, KeyOf(node).Host, node.Label, node.Depth, here?.Start - one.Root.Start, here?.DurationAt(one.Now), there?.Start - other.Root.Start, there?.DurationAt(other.Now));
    }

    private static (string Name, string Host) KeyOf(EventNode node) => (node.Name, node.Parent is { } parent && node.IsHostOf(parent) ? node.Label : "");
}
