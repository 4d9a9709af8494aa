using Microsoft.AspNetCore.Components;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Timelines.Pages;

/// <summary>Draws two timelines in one picture, each from its own beginning: in every row the one above, the other below.</summary>
internal static class CompareSvg
{
    private const int MostRows = 300;
    private const double Width = 1120;
    private const double Left = 330;
    private const double Right = 90;
    private const double Top = 28;
    private const double RowHeight = 26;
    private const double Letter = 7;

    public static MarkupString Draw(TimelineComparison comparison)
    {
        var rows = comparison.Events.Take(MostRows).ToList();
        var more = comparison.Events.Count - rows.Count;
        var height = Top + (rows.Count * RowHeight) + (more > 0 ? RowHeight : 0) + 6;
        var longest = new[] { comparison.One.Duration ?? TimeSpan.Zero, comparison.Other.Duration ?? TimeSpan.Zero }.Max();
        // Of the axis only the distance from its beginning is shown.
        var axis = new TimeAxis(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + longest, Left, Width - Left - Right, TimeZoneInfo.Utc);
        var svg = new SvgBuilder(Width, height, "gantt", "Both timelines; their differences are in the table below", fluid: true);
        for (var i = 1; i < rows.Count; i += 2) svg.Rect(0, Top + (i * RowHeight), Width, RowHeight, "zebra");
        foreach (var tick in axis.Ticks())
        {
            svg.Line(tick.X, Top - 6, tick.X, height - 4, "rule");
            svg.Text(tick.X, Top - 11, DurationText.Of(tick.At - DateTimeOffset.UnixEpoch), "small", "middle");
        }

        for (var i = 0; i < rows.Count; i++) DrawRow(svg, axis, rows[i], Top + (i * RowHeight));
        if (more > 0) svg.Text(12, height - 14, FormattableString.Invariant($"{more:#,0} more rows"), "small");
        return svg.ToMarkup();
    }

    private static void DrawRow(SvgBuilder svg, TimeAxis axis, ComparedEvent row, double y)
    {
        var x = 12 + (Math.Min(row.Depth, 8) * 14);
        svg.Group().Title($"{TimelineText.NameOf(row.Name)}: {Text(row.IsInOne, row.One)} against {Text(row.IsInOther, row.Other)}");
        svg.Text(x, y + 17, SvgText.Cut(row.Label, Left - x - 10, Letter));
        DrawBar(svg, axis, row.OneStart, row.One, y + 5, "tone-active");
        DrawBar(svg, axis, row.OtherStart, row.Other, y + 14, "tone-neutral");
        var note = row.IsInOne && row.IsInOther ? row.Difference is { } difference && difference != TimeSpan.Zero ? TimelineText.Signed(difference) : "" : row.IsInOne ? "only here" : "only there";
        svg.Text(Width - 8, y + 17, note, "small", "end");
        svg.End();
    }

    private static void DrawBar(SvgBuilder svg, TimeAxis axis, TimeSpan? start, TimeSpan? took, double y, string tone)
    {
        if (start is not { } from) return;
        var (x, end) = (axis.ClampX(DateTimeOffset.UnixEpoch + from), axis.ClampX(DateTimeOffset.UnixEpoch + from + (took ?? TimeSpan.Zero)));
        svg.Group(tone).Rect(x, y, Math.Max(2, end - x), 7, took is null ? "gone" : "bar", 2).End();
    }

    private static string Text(bool isThere, TimeSpan? took) => !isThere ? "not there" : took is { } value ? DurationText.Of(value) : "no duration";
}
