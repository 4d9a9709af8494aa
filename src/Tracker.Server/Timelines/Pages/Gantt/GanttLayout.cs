using Tracker.Server.Timelines.Analysis;

namespace Tracker.Server.Timelines.Pages.Gantt;

/// <summary>A row of the chart.</summary>
/// <param name="IsFolded">Whether there are rows below it that are not shown.</param>
public sealed record GanttRow(EventNode Node, bool IsFolded);

/// <summary>Which rows there are, and which of them are drawn.</summary>
/// <param name="Rows">Those that are drawn.</param>
/// <param name="Total">How many could be, as things are folded.</param>
/// <param name="Level">From this level on, what has others below it is folded unless somebody unfolded it.</param>
public sealed record GanttLayout(IReadOnlyList<GanttRow> Rows, int Total, int Level)
{
    /// <summary>No picture has more rows.</summary>
    public const int MostRows = 1000;

    /// <summary>Of a timeline with more, deep levels are folded at first.</summary>
    public const int Comfortable = 250;

    /// <param name="root">What to show.</param>
    /// <param name="folded">Names that somebody folded.</param>
    /// <param name="unfolded">Names that somebody unfolded.</param>
    /// <param name="skip">How many rows are left out before the first.</param>
    /// <param name="most">How many are drawn.</param>
    public static GanttLayout Of(EventNode root, IReadOnlySet<string> folded, IReadOnlySet<string> unfolded, int skip = 0, int most = MostRows)
    {
        var level = LevelOf(root);
        var (rows, total) = (new List<GanttRow>(), 0);
        Add(root);
        return new(rows, total, level);

        void Add(EventNode node)
        {
            foreach (var child in node.Children)
            {
                var isFolded = child.Children.Count > 0 && (folded.Contains(child.Name) || (child.Depth >= level && !unfolded.Contains(child.Name)));
                if (total++ >= skip && rows.Count < most) rows.Add(new(child, isFolded));
                if (!isFolded) Add(child);
            }
        }
    }

    // The deepest level down to which everything can be shown and still be looked at.
    private static int LevelOf(EventNode root)
    {
        var counts = root.SelfAndDescendants().Where(n => n.Parent is not null).GroupBy(n => n.Depth).OrderBy(g => g.Key).Select(g => g.Count()).ToList();
        var (level, shown) = (0, counts.FirstOrDefault());
        while (level + 1 < counts.Count && (shown += counts[level + 1]) <= Comfortable) level++;
        return level + 1 == counts.Count ? int.MaxValue : level;
    }
}
