using Microsoft.AspNetCore.Components;
using Tracker.Server.Events.Views;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Events.Pages;

/// <summary>Draws a <see cref="Streamline"/>: a row for each service or environment, time from left to right.</summary>
public sealed class StreamlineSvg(TimeAxis axis, ViewerTime viewer, Func<StreamlineRow, (string Title, string Href)> head)
{
    public const double Width = 1120;
    public const double Left = 190;
    private const double Right = 12;
    private const double Top = 40;
    private const double Lane = 22;
    private const double Pad = 5;
    private const double Narrowest = 4;
    // What a letter of the chart's 11 px text takes, on average.
    private const double Letter = 6.3;

    public static TimeAxis Axis(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone) => new(from, to, Left, Width - Left - Right, zone);

    /// <summary>The time that a point takes in the picture.</summary>
    public static TimeSpan Least(DateTimeOffset from, DateTimeOffset to) => (to - from) * (12 / (Width - Left - Right));

    public MarkupString Draw(Streamline streamline)
    {
        var height = Top + streamline.Rows.Sum(HeightOf) + 8;
        var svg = new SvgBuilder(Width, height, "chart streamline", "Events over time; the same as a table below", fluid: true, links: true);
        DrawGround(svg, streamline.Rows, height);
        var y = Top;
        foreach (var row in streamline.Rows)
        {
            DrawHead(svg, row, y);
            DrawBars(svg, row, y);
            y += HeightOf(row);
        }

        DrawNow(svg, height);
        return svg.ToMarkup();
    }

    private static double HeightOf(StreamlineRow row) => (row.Lanes * Lane) + (2 * Pad);

    private void DrawGround(SvgBuilder svg, IReadOnlyList<StreamlineRow> rows, double height)
    {
        var (y, odd) = (Top, false);
        foreach (var row in rows)
        {
            if (odd) svg.Rect(0, y, Width, HeightOf(row), "zebra");
            (y, odd) = (y + HeightOf(row), !odd);
        }

        foreach (var tick in axis.Ticks())
        {
            svg.Line(tick.X, Top - 4, tick.X, height - 4, tick.Context is null ? "rule" : "rule rule-strong");
            var last = tick.X > Width - Right - 30;
            if (!last) svg.Text(tick.X + 3, Top - 10, tick.Label, "small");
            if (tick.Context is { } context && tick.X < Width - 90) svg.Text(tick.X + 3, Top - 25, context, "small strong");
        }

    }

    private void DrawHead(SvgBuilder svg, StreamlineRow row, double y)
    {
        var (title, href) = head(row);
        svg.Link(href, "row-head").Title($"{title}: {row.Bars.Count} events").Text(6, y + Pad + 15, SvgText.Cut(title, Left - 16, 7.2), "strong").End();
        // Beside the marks, in words: colour alone tells nobody anything.
        if (row.Overlaps.Count > 0 && row.Lanes > 1)
        {
            svg.Text(6, y + Pad + 30, row.Overlaps.Count == 1 ? "1 overlap" : $"{row.Overlaps.Count} overlaps", "small overlap-note");
        }
    }

    private void DrawBars(SvgBuilder svg, StreamlineRow row, double y)
    {
        var lanes = row.Bars.ToDictionary(b => b.Span.Event.Id, b => b.Lane);
        foreach (var overlap in row.Overlaps)
        {
            var (x, end) = (axis.ClampX(overlap.Start), axis.ClampX(overlap.End));
            var (first, second) = (lanes[overlap.First.Event.Id], lanes[overlap.Second.Event.Id]);
            var (top, bottom) = (Math.Min(first, second) * Lane, (Math.Max(first, second) + 1) * Lane);
            svg.Rect(x, y + Pad + top, Math.Max(Narrowest, end - x), bottom - top, "overlap-time", 3,
                $"At the same time for {DurationText.Of(overlap.Duration)}: {overlap.First.Event.Title} and {overlap.Second.Event.Title}");
        }

        foreach (var lane in row.Bars.GroupBy(b => b.Lane))
        {
            var bars = lane.ToList();
            for (var i = 0; i < bars.Count; i++)
            {
                var room = i + 1 < bars.Count ? axis.ClampX(bars[i + 1].Span.Start) : Width - Right;
                DrawBar(svg, bars[i].Span, y + Pad + (lane.Key * Lane), room);
            }
        }
    }

    private void DrawBar(SvgBuilder svg, EventSpan span, double y, double room)
    {
        var (x, end) = (axis.ClampX(span.Start), axis.ClampX(span.End));
        var tone = EventTones.Of(span.Event.Type, span.Status).Css();
        svg.Link("/events/" + span.Event.Id, tone).Title(EventSpanText.Of(span, viewer));
        if (span.Shape == SpanShape.Point)
        {
            svg.Path($"M{Number(x)} {Number(y + 4)}l6 7l-6 7l-6 -7z", "bar");
            DrawLabel(svg, span, x + 10, y, room);
        }
        else
        {
            var width = Math.Max(Narrowest, end - x);
            var inside = (width - 12) / Letter >= Math.Min(span.Event.Title.Length, 12);
            svg.Rect(x, y + 2, width, Lane - 4, inside ? "bar-soft" : "bar", 3);
            if (inside) svg.Rect(x, y + 2, 3, Lane - 4, "bar");
            if (inside) svg.Text(x + 8, y + 15, SvgText.Cut(span.Event.Title, width - 12, Letter), "label");
            else DrawLabel(svg, span, x + width + 5, y, room);
        }

        svg.End();
    }

    private static void DrawLabel(SvgBuilder svg, EventSpan span, double x, double y, double room)
    {
        // Half a title tells nothing: the tooltip and the table have it whole.
        var text = SvgText.Cut(span.Event.Title, Math.Min(room, Width - Right) - x - 6, Letter);
        if (text.Length >= Math.Min(span.Event.Title.Length, 9)) svg.Text(x, y + 15, text, "small");
    }

    private void DrawNow(SvgBuilder svg, double height)
    {
        if (viewer.Now < axis.Start || viewer.Now > axis.End) return;
        var x = axis.X(viewer.Now);
        svg.Line(x, Top - 4, x, height - 4, "now");
        svg.Text(Math.Min(x + 4, Width - 28), height - 2, "now", "small now-label");
    }

    private static string Number(double value) => value.ToString("0.#", System.Globalization.CultureInfo.InvariantCulture);
}
