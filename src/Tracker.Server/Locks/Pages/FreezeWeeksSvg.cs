using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Protocol.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Web;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Locks.Pages;

/// <summary>What is frozen in the four weeks from today on: a row for each window, weekends shaded.</summary>
internal static class FreezeWeeksSvg
{
    public const int MostRows = 12;

    private const int Days = 28;
    private const double Width = 1160;
    private const double Left = 216;
    private const double Top = 40;
    private const double Row = 36;

    /// <summary>One that comes every few minutes is drawn as far as this, and then as one.</summary>
    private const int MostSpans = 400;

    public static DateTimeOffset End(ViewerTime viewer) => viewer.StartOf(viewer.Today.AddDays(Days));

    public static MarkupString Draw(IReadOnlyList<FreezeWindow> windows, ViewerTime viewer)
    {
        var bottom = Top + (windows.Count * Row);
        var axis = new TimeAxis(viewer.StartOf(viewer.Today), End(viewer), Left, Width - Left - 8, viewer.Zone);
        var svg = new SvgBuilder(Width, bottom + 6, "chart freeze-weeks", "Freeze windows of the coming four weeks; the table below has the same", fluid: true, links: true);
        DrawDays(svg, axis, viewer, bottom);
        for (var i = 0; i < windows.Count; i++) DrawRow(svg, axis, windows[i], viewer, Top + (i * Row));
        var now = axis.X(viewer.Now);
        return svg.Line(now, Top - 6, now, bottom, "now").ToMarkup();
    }

    private static void DrawDays(SvgBuilder svg, TimeAxis axis, ViewerTime viewer, double bottom)
    {
        for (var i = 0; i < Days; i++)
        {
            var day = viewer.Today.AddDays(i);
            var (x, next) = (axis.X(viewer.StartOf(day)), axis.X(viewer.StartOf(day.AddDays(1))));
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) svg.Rect(x, Top - 6, next - x, bottom - Top + 6, "weekend");
            if (day.DayOfWeek == DayOfWeek.Monday || i == 0) svg.Line(x, Top - 22, x, bottom, "rule");
            svg.Text((x + next) / 2, Top - 10, day.Day.ToString(CultureInfo.InvariantCulture), i == 0 ? "strong" : "small", "middle");
            if (i == 0 || day.Day == 1 || (day.DayOfWeek == DayOfWeek.Monday && i > 3))
            {
                svg.Text(x + 3, Top - 26, day.ToString(i == 0 || day.Day == 1 ? "ddd d MMM" : "ddd", CultureInfo.InvariantCulture), "small");
            }
        }

        svg.Line(0, Top - 6, Width, Top - 6, "rule");
    }

    private static void DrawRow(SvgBuilder svg, TimeAxis axis, FreezeWindow window, ViewerTime viewer, double y)
    {
        var spans = FreezeSchedule.Of(window).Between(axis.Start, axis.End, MostSpans).ToList();
        svg.Link("/locks/freezes/" + window.Id).Title($"{window.Reason}: {Words(spans, viewer)}");
        svg.Text(0, y + 15, Cut(window.Reason, 28), "strong");
        svg.Text(0, y + 29, Cut(Scope(window), 36), "small");
        foreach (var span in spans)
        {
            var (from, to) = (axis.ClampX(span.Start), axis.ClampX(span.End));
            svg.Rect(from, y + 8, Math.Max(2.5, to - from), Row - 16, "tone-warning bar", radius: 3, title: FreezeText.Span(span, viewer));
        }

        if (spans.Count == MostSpans)
        {
            var from = axis.ClampX(spans[^1].End);
            svg.Rect(from, y + 8, axis.Left + axis.Width - from, Row - 16, "tone-warning bar-soft", radius: 3, title: "And so on");
        }

        svg.End();
        svg.Line(0, y + Row, Width, y + Row, "rule");
    }

    private static string Words(List<FreezeSpan> spans, ViewerTime viewer) =>
        spans.Count == 0 ? "not in these weeks" : $"{FreezeText.Span(spans[0], viewer)}{(spans.Count > 1 ? $", and {spans.Count - 1} more" : "")}";

    private static string Scope(FreezeWindow w) => $"{FreezeText.Service(w.Service)}, {FreezeText.Environment(w.Environment).ToLowerInvariant()}";

    private static string Cut(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}
