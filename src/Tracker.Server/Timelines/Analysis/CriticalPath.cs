namespace Tracker.Server.Timelines.Analysis;

/// <summary>
/// What the whole waited for: the child that finished last, before it the one that finished last before that began, and so
/// on; the same within each of them.
/// </summary>
internal static class CriticalPath
{
    // Clocks of two hosts differ, and a step may seem to begin before the one it waited for ended.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMilliseconds(1);

    public static void Mark(EventNode node, DateTimeOffset now)
    {
        var next = DateTimeOffset.MaxValue - ClockSkew;
        foreach (var child in node.Children.Where(c => c.DurationAt(now) > TimeSpan.Zero).OrderByDescending(c => c.EndAt(now)).ThenByDescending(c => c.Start))
        {
            if (child.EndAt(now) > next + ClockSkew) continue;
            child.IsCritical = true;
            Mark(child, now);
            next = child.Start;
        }
    }
}
