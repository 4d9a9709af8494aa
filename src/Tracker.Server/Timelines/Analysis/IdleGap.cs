namespace Tracker.Server.Timelines.Analysis;

/// <summary>A time in which nothing was under way.</summary>
/// <param name="After">What ended last before it.</param>
/// <param name="Before">What began next.</param>
public sealed record IdleGap(EventNode After, EventNode Before, DateTimeOffset Start, DateTimeOffset End)
{
    // Shorter ones are the time it takes to get from one step to the next.
    private const double LeastPart = 0.01;

    public TimeSpan Duration => End - Start;

    /// <summary>The longest first.</summary>
    public static IReadOnlyList<IdleGap> Of(EventNode root, DateTimeOffset now)
    {
        var gaps = new List<IdleGap>();
        EventNode? last = null;
        var least = (root.EndAt(now) - root.Start) * LeastPart;
        // What spans others says nothing of whether something happens in it.
        foreach (var node in root.SelfAndDescendants().Where(n => n.Children.Count == 0 && n.DurationAt(now) is not null).OrderBy(n => n.Start))
        {
            if (last is not null && node.Start - last.EndAt(now) > least) gaps.Add(new(last, node, last.EndAt(now), node.Start));
            if (last is null || node.EndAt(now) > last.EndAt(now)) last = node;
        }

        return [.. gaps.OrderByDescending(g => g.Duration)];
    }
}
