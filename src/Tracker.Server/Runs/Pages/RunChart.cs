using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Runs.Samples;
using Tracker.Server.Web;
using Tracker.Server.Web.Svg;
using Tracker.Storage;

namespace Tracker.Server.Runs.Pages;

/// <summary>Draws usage over time: each value holds until the next one.</summary>
internal static class RunChart
{
    /// <summary>One for every few pixels.</summary>
    public const int Points = 280;

    private const double Width = 1160;
    private const double Height = 264;
    private const double Left = 46;
    private const double Right = 10;
    private const double Top = 12;
    private const double Bottom = Height - 26;

    /// <summary>One run by the clock, with its threshold; what is above that is shaded.</summary>
    public static MarkupString Draw(Run run, IReadOnlyList<UsagePoint> points, DateTimeOffset now, TimeZoneInfo zone)
    {
        var end = run.StartedAt + run.Duration(now);
        var axis = new TimeAxis(run.StartedAt, end, Left, Width - Left - Right, zone);
        var svg = Begin($"CPU usage of {run.Name}: on average {RunText.Percent(run.Totals, run.Totals.Mean)}, {DurationText.Of(run.TimeAbove(now))} above {RunText.Percent(run.Threshold)}");
        foreach (var tick in axis.Ticks(110)) Tick(svg, tick.X, tick.Label);
        svg.Path(Area(axis, points, end, p => p.Least, p => p.Most), "run-band");
        svg.Path(Area(axis, points, end, p => Math.Min(run.Threshold, p.Most), p => p.Most), "run-above");
        svg.Path(Steps(axis, points, end), "run-line");
        svg.Line(Left, Y(run.Threshold), Width - Right, Y(run.Threshold), "run-threshold");
        svg.Text(Width - Right - 4, Y(run.Threshold) - 5, $"threshold {RunText.Percent(run.Threshold)}", "small", "end");
        return svg.ToMarkup();
    }

    /// <summary>Two runs from their starts on.</summary>
    public static MarkupString Compare(Run one, IReadOnlyList<UsagePoint> points, Run other, IReadOnlyList<UsagePoint> otherPoints, DateTimeOffset now)
    {
        var longest = new[] { one.Duration(now), other.Duration(now) }.Max();
        var axis = new TimeAxis(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch + longest, Left, Width - Left - Right, TimeZoneInfo.Utc);
        var svg = Begin($"CPU usage of run {one.Id}, a solid line, and of run {other.Id}, a dashed one, from their starts on");
        foreach (var tick in axis.Ticks(110)) Tick(svg, tick.X, DurationText.Of(tick.At - DateTimeOffset.UnixEpoch));
        svg.Path(Steps(axis, FromStart(one, points), DateTimeOffset.UnixEpoch + one.Duration(now)), "run-line");
        svg.Path(Steps(axis, FromStart(other, otherPoints), DateTimeOffset.UnixEpoch + other.Duration(now)), "run-line run-other");
        return svg.ToMarkup();
    }

    private static List<UsagePoint> FromStart(Run run, IReadOnlyList<UsagePoint> points) =>
        [.. points.Select(p => p with { At = p.At - Instant.ToMicroseconds(run.StartedAt) })];

    private static SvgBuilder Begin(string label)
    {
        var svg = new SvgBuilder(Width, Height, "chart run-chart", label, fluid: true);
        for (var part = 0; part <= 4; part++)
        {
            var y = Y(part * Sample.Whole / 4);
            svg.Line(Left, y, Width - Right, y, "rule");
            svg.Text(Left - 8, y + 4, string.Create(CultureInfo.InvariantCulture, $"{part * 25} %"), "small", "end");
        }

        return svg;
    }

    private static void Tick(SvgBuilder svg, double x, string label)
    {
        svg.Line(x, Top, x, Bottom, "rule");
        svg.Text(x, Bottom + 18, label, "small", "middle");
    }

    private static string Steps(TimeAxis axis, IReadOnlyList<UsagePoint> points, DateTimeOffset end)
    {
        var d = new StringBuilder();
        for (var i = 0; i < points.Count; i++)
        {
            Add(d, i == 0 ? 'M' : 'H', X(axis, points[i]));
            Add(d, i == 0 ? ' ' : 'V', Y(points[i].Mean));
        }

        if (points.Count > 0) Add(d, 'H', axis.ClampX(end));
        return d.ToString();
    }

    /// <summary>A box for each point, from one value up to another.</summary>
    private static string Area(TimeAxis axis, IReadOnlyList<UsagePoint> points, DateTimeOffset end, Func<UsagePoint, double> low, Func<UsagePoint, double> high)
    {
        var d = new StringBuilder();
        for (var i = 0; i < points.Count; i++)
        {
            var (bottom, top) = (low(points[i]), high(points[i]));
            if (top <= bottom) continue;
            var (from, to) = (X(axis, points[i]), i + 1 < points.Count ? X(axis, points[i + 1]) : axis.ClampX(end));
            Add(d, 'M', from);
            Add(d, ' ', Y(bottom));
            Add(d, 'V', Y(top));
            Add(d, 'H', to);
            Add(d, 'V', Y(bottom));
            d.Append('Z');
        }

        return d.ToString();
    }

    private static void Add(StringBuilder d, char command, double number) => d.Append(command).Append(CultureInfo.InvariantCulture, $"{number:0.#}");

    private static double X(TimeAxis axis, UsagePoint point) => axis.ClampX(Instant.FromMicroseconds(point.At));

    private static double Y(double millionths) => Bottom - (Sample.Fraction(millionths) * (Bottom - Top));
}
