using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Timelines.Pages.Gantt;

/// <summary>Draws a timeline: a row for each event, time from left to right. For a page, and as a picture that stands alone.</summary>
/// <param name="analysis">What to draw.</param>
/// <param name="axis">See <see cref="AxisOf"/>.</param>
/// <param name="zone">The viewer's.</param>
/// <param name="fold">Where a click on a row that has others below it leads; null for a picture without links.</param>
public sealed class GanttSvg(TimelineAnalysis analysis, TimeAxis axis, TimeZoneInfo zone, Func<GanttRow, string>? fold = null)
{
    public const double Width = 1120;
    public const double Left = 330;
    public const double Right = 14;
    private const double Top = 40;
    private const double RowHeight = 24;
    private const double Indent = 14;
    private const double Narrowest = 2;
    // What letters of the chart's texts take, on average.
    private const double Letter = 7;
    private const double SmallLetter = 6.1;
    private const int MostLabel = 40;

    /// <summary>Of the times in which nothing was under way, the longest are shown.</summary>
    public const int MostGaps = 5;

    private readonly DateTimeOffset _now = analysis.Now;

    /// <summary>From first to last, with room for what is expected.</summary>
    public static TimeAxis AxisOf(TimelineAnalysis analysis, TimeZoneInfo zone, TimeSpan? atLeast = null)
    {
        var (start, end) = (analysis.Root.Start, EndOf(analysis));
        if (end - start < atLeast) end = start + atLeast.Value;
        var margin = (end - start) * 0.01;
        return new(start - margin, end + margin, Left, Width - Left - Right, zone);
    }

    /// <summary>What is to be drawn ends here, with room for what is expected.</summary>
    public static DateTimeOffset EndOf(TimelineAnalysis analysis)
    {
        var end = analysis.Root.EndAt(analysis.Now);
        if (analysis.Forecast is not { End: var expected }) return end;
        // It is to grow for a while before the picture is drawn anew, and a far forecast must not press it together.
        var span = end - analysis.Root.Start;
        end += span * 0.05;
        return !(expected > end) ? end : expected.Value < end + (span * 2) ? expected.Value : end + (span * 2);
    }

    public MarkupString Draw(GanttLayout layout) => Write(layout, new(Width, HeightOf(layout), "gantt", Label(), fluid: true, links: fold is not null)).ToMarkup();

    /// <param name="css">All rules it needs.</param>
    public string DrawAlone(GanttLayout layout, string css)
    {
        var height = HeightOf(layout);
        var svg = new SvgBuilder(Width, height, "gantt", Label());
        svg.Style(css).Title(Label()).Rect(0, 0, Width, height, "ground");
        return Write(layout, svg).ToString();
    }

    private static double HeightOf(GanttLayout layout) => Top + (layout.Rows.Count * RowHeight) + (layout.Rows.Count < layout.Total ? RowHeight : 0) + 8;

    private string Label()
    {
        var timeline = analysis.Content.Timeline;
        var state = analysis.IsUnderWay ? "running for " : "took ";
        return $"{timeline.Context}, {timeline.Title}: {analysis.Content.Events.Count} events, {state}{DurationText.Of(analysis.Duration ?? TimeSpan.Zero)}";
    }

    private SvgBuilder Write(GanttLayout layout, SvgBuilder svg)
    {
        var height = HeightOf(layout);
        DrawGround(svg, layout.Rows.Count, height);
        for (var i = 0; i < layout.Rows.Count; i++) DrawRow(svg, layout.Rows[i], Top + (i * RowHeight));
        if (layout.Rows.Count < layout.Total) svg.Text(12, height - 14, FormattableString.Invariant($"{layout.Total - layout.Rows.Count:#,0} more rows"), "small");
        svg.Line(Left, Top - 6, Left, height - 4, "rule rule-strong");
        if (analysis.IsUnderWay) svg.Line(axis.ClampX(_now), Top - 6, axis.ClampX(_now), height - 4, "now");
        return svg;
    }

    private void DrawGround(SvgBuilder svg, int rows, double height)
    {
        for (var i = 1; i < rows; i += 2) svg.Rect(0, Top + (i * RowHeight), Width, RowHeight, "zebra");
        foreach (var gap in analysis.Gaps.Take(MostGaps))
        {
            svg.Rect(axis.ClampX(gap.Start), Top, axis.ClampX(gap.End) - axis.ClampX(gap.Start), height - Top - 4, "idle", title: $"Nothing under way for {DurationText.Of(gap.Duration)}");
        }

        foreach (var tick in axis.Ticks())
        {
            svg.Line(tick.X, Top - 6, tick.X, height - 4, tick.Context is null ? "rule" : "rule rule-strong");
            if (tick.X < Width - Right - 30) svg.Text(tick.X + 3, Top - 10, tick.Label, "small");
            if (tick.Context is { } context && tick.X < Width - 100) svg.Text(tick.X + 3, Top - 25, context, "small strong");
        }
    }

    private void DrawRow(SvgBuilder svg, GanttRow row, double y)
    {
        var node = row.Node;
        var middle = y + (RowHeight / 2);
        svg.Group(GanttText.ToneOf(node).Css()).Title(GanttText.TitleOf(node, _now, zone));
        DrawLabel(svg, row, middle);
        var (x, end) = (axis.ClampX(node.Start), axis.ClampX(node.EndAt(_now)));
        end = Math.Max(end, x + Narrowest);
        switch (node)
        {
            case { Progress: EventProgress.Point }:
                svg.Path($"M{Number(x)} {Number(middle - 6)}l6 6l-6 6l-6 -6z", "bar");
                end = x + 6;
                break;
            case { Progress: EventProgress.Abandoned }:
                // How long it went on, nobody knows.
                end = Math.Min(Math.Max(end, x + 16), Width - Right);
                svg.Rect(x, middle - 7, end - x, 14, "gone", 3);
                break;
            case { Children.Count: > 0 }:
                DrawSpan(svg, node, x, end, middle);
                break;
            default:
                DrawBar(svg, node, x, end, middle);
                break;
        }

        end = DrawExpected(svg, node, end, middle);
        DrawUsual(svg, node, x, end, middle);
        DrawNote(svg, node, x, end, middle);
        svg.End();
    }

    private void DrawLabel(SvgBuilder svg, GanttRow row, double middle)
    {
        var node = row.Node;
        var x = 18 + (Math.Min(node.Depth, 8) * Indent);
        var duration = node.DurationAt(_now) is { } took ? DurationText.Of(took) : "";
        var room = Left - x - 22 - (duration.Length * SmallLetter);
        var text = SvgText.Cut(node.Label, room, Letter);
        var canFold = node.Children.Count > 0;
        if (canFold && fold is not null) svg.Link(fold(row), "fold-link", $"{(row.IsFolded ? "Unfold" : "Fold")} {node.Label}");
        if (canFold) svg.Path(row.IsFolded ? $"M{Number(x - 12)} {Number(middle - 5)}l7 5l-7 5z" : $"M{Number(x - 14)} {Number(middle - 3)}h10l-5 7z", "mark");
        svg.Text(x, middle + 4, text, canFold ? "strong" : null);
        if (canFold && fold is not null) svg.End();
        svg.Text(Left - 10, middle + 4, duration, "small", "end");
    }

    private static void DrawSpan(SvgBuilder svg, EventNode node, double x, double end, double middle)
    {
        var (foot, top) = (Math.Min(6, (end - x) / 2), middle - 5);
        svg.Path(
            $"M{Number(x)} {Number(top)}H{Number(end)}V{Number(top + 11)}L{Number(end - foot)} {Number(top + 5)}H{Number(x + foot)}L{Number(x)} {Number(top + 11)}Z",
            $"span{(node.Status == Protocol.Timelines.TimelineStatus.Failed || node.Progress == EventProgress.Open ? " bar" : "")}{Critical(node)}");
    }

    private static void DrawBar(SvgBuilder svg, EventNode node, double x, double end, double middle)
    {
        var isOpen = node.Progress == EventProgress.Open;
        svg.Rect(x, middle - 7, end - x, 14, (isOpen ? "bar open" : "bar") + Critical(node), isOpen ? 0 : 3);
    }

    private double DrawExpected(SvgBuilder svg, EventNode node, double end, double middle)
    {
        if (node.Progress != EventProgress.Open || node.Children.Count > 0 || node.Expected is not { } expected) return end;
        var x = axis.ClampX(expected);
        if (x - end < Narrowest) return end;
        svg.Rect(end, middle - 6, x - end, 12, "expected", 3);
        return x;
    }

    // Where it usually ends, and what it took beyond that.
    private void DrawUsual(SvgBuilder svg, EventNode node, double x, double end, double middle)
    {
        if (node.Usual is not { Timelines: >= PaceRule.LeastTimelines } usual || node.DurationAt(_now) is null) return;
        var at = axis.X(node.Start + usual.Median);
        if (at > Width - Right || at - x < Narrowest) return;
        if (node.Pace == Pace.Slower) svg.Rect(at, middle + (node.Children.Count > 0 ? 1 : 4), Math.Max(Narrowest, end - at), 3, "lost");
        svg.Line(at, middle - 10, at, middle + 10, "usual");
    }

    // Beside the bar, in words: colour alone tells nobody anything.
    private void DrawNote(SvgBuilder svg, EventNode node, double x, double end, double middle)
    {
        var state = GanttText.StateOf(node);
        string?[] parts = [GanttText.LostBy(node, _now), state is "ended" or "point" or "running" ? null : state, GanttText.HostOf(node) is { Length: > 0 } host && host != node.Label ? SvgText.Cut(host, MostLabel * SmallLetter, SmallLetter) : null];
        var text = string.Join(" · ", parts.OfType<string>());
        if (text.Length == 0) return;
        var width = text.Length * SmallLetter;
        var css = node.Pace == Pace.Slower || state is "failed" or "warning" ? "small note" : "small";
        if (end + 7 + width < Width) svg.Text(end + 7, middle + 4, text, css);
        else if (x - 7 - width > Left) svg.Text(x - 7, middle + 4, text, css, "end");
        else svg.Text(Width - Right, middle + 4, SvgText.Cut(text, end - x - 10, SmallLetter), "small inside", "end");
    }

    private static string Critical(EventNode node) => node.IsCritical ? " critical" : "";

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
