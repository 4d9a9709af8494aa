using Microsoft.AspNetCore.Components;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Timelines.Pages;

/// <summary>Draws how long the timelines of a context took, the newest at the right.</summary>
internal static class TrendSvg
{
    private const double Width = 1120;
    private const double Height = 150;
    private const double Left = 70;
    private const double Top = 12;
    private const double Bottom = 8;
    private const double Widest = 28;

    public static MarkupString Draw(IReadOnlyList<TrendPoint> newestFirst, DateTimeOffset now)
    {
        var points = newestFirst.Reverse().Where(p => p.Summary.Duration is not null).ToList();
        var svg = new SvgBuilder(Width, Height, "trend", "How long each timeline took; the same as the table below", fluid: true, links: true);
        if (points.Count == 0) return svg.ToMarkup();
        var durations = points.ConvertAll(p => TimelineText.DurationOf(p.Summary, now)!.Value.TotalSeconds);
        var most = Math.Max(durations.Max(), 0.001);
        foreach (var part in new[] { 0, 0.5, 1 })
        {
            svg.Line(Left, Y(most * part), Width, Y(most * part), "rule");
            svg.Text(Left - 8, Y(most * part) + 4, DurationText.Of(TimeSpan.FromSeconds(most * part)), anchor: "end");
        }

        var step = Math.Min(Widest, (Width - Left) / points.Count);
        for (var i = 0; i < points.Count; i++)
        {
            var (point, y) = (points[i], Y(durations[i]));
            var (tone, word) = TimelineText.StateOf(point.Summary);
            svg.Link(TimelinesModule.PathOf(point.Summary.Timeline), tone.Css());
            svg.Title($"{point.Summary.Timeline.Title}: {DurationText.Of(TimeSpan.FromSeconds(durations[i]))}, {word.ToLowerInvariant()}{(point.Pace == Pace.Slower ? ", slower than usual" : "")}");
            svg.Rect(Left + 4 + (i * step), y, step * 0.75, Math.Max(2, Height - Bottom - y), point.Summary.Open > 0 ? "bar open" : "bar", 2);
            if (point.Pace == Pace.Slower) svg.Text(Left + 4 + (i * step) + (step * 0.375), y - 2, "▲", anchor: "middle");
            svg.End();
        }

        var closed = points.Where(p => p.Summary.Open == 0).Select(p => (long)p.Summary.Duration!.Value.TotalMicroseconds).ToList();
        if (closed.Count >= PaceRule.LeastTimelines)
        {
            var median = Spread.Of(closed, [], closed.Count).Median;
            svg.Line(Left, Y(median.TotalSeconds), Width, Y(median.TotalSeconds), "usual");
        }

        return svg.ToMarkup();

        double Y(double seconds) => Top + ((Height - Top - Bottom) * (1 - (seconds / most)));
    }
}
