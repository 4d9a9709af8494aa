using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Events.Views;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Events.Pages;

/// <summary>Runs per day as stacked bars: succeeded below, failed and other on top.</summary>
public static class RunBarsSvg
{
    private const double Left = 34;
    private const double Bottom = 22;
    private const double Letter = 6.4;

    /// <summary>A line of bars without axes, for a table.</summary>
    public static MarkupString Small(IReadOnlyList<RobotDay> days, string label)
    {
        const double width = 168, height = 30;
        var svg = new SvgBuilder(width, height, "chart run-bars", label);
        Bars(svg, days, 0, width, 1, height - 1, Math.Max(1, days.Max(d => d.Runs)), link: null);
        return svg.Line(0, height - 0.5, width, height - 0.5, "rule").ToMarkup();
    }

    /// <param name="days">From left to right.</param>
    /// <param name="width">As drawn; it is scaled to its place.</param>
    /// <param name="link">Where a day's bar leads.</param>
    public static MarkupString Large(IReadOnlyList<RobotDay> days, double width, Func<DateOnly, string> link)
    {
        const double height = 180;
        var svg = new SvgBuilder(width, height, "chart run-bars", "Runs per day; the table below has the same by robot", fluid: true, links: true);
        var most = RoundUp(days.Max(d => d.Runs));
        foreach (var part in new[] { 0, 0.5, 1 })
        {
            var y = 8 + ((1 - part) * (height - Bottom - 8));
            svg.Line(Left, y, width, y, "rule");
            svg.Text(Left - 6, y + 4, (most * part).ToString("#,0.#", CultureInfo.InvariantCulture), "small", "end");
        }

        Bars(svg, days, Left, width - Left, 8, height - Bottom, most, link);
        var slot = (width - Left) / days.Count;
        var every = (int)Math.Ceiling(7 * Letter / slot);
        for (var i = 0; i < days.Count; i += every)
        {
            svg.Text(Left + ((i + 0.5) * slot), height - 6, days[i].Day.ToString("d MMM", CultureInfo.InvariantCulture), "small", i == 0 && slot < 40 ? "start" : "middle");
        }

        return svg.ToMarkup();
    }

    private static void Bars(
        SvgBuilder svg, IReadOnlyList<RobotDay> days, double left, double width, double top, double bottom, double most, Func<DateOnly, string>? link)
    {
        var slot = width / days.Count;
        var bar = Math.Min(34, slot * 0.72);
        for (var i = 0; i < days.Count; i++)
        {
            var day = days[i];
            if (day.Runs == 0) continue;
            if (link is not null) svg.Link(link(day.Day)).Title(Words(day));
            var (x, y) = (left + (i * slot) + ((slot - bar) / 2), bottom);
            foreach (var (count, tone) in new[] { (day.Succeeded, "tone-good"), (day.Failed, "tone-bad"), (day.Other, "tone-active") })
            {
                if (count == 0) continue;
                var height = (bottom - top) * count / most;
                y -= height;
                svg.Rect(x, y, bar, height, tone + " bar");
            }

            if (link is not null) svg.End();
        }
    }

    private static string Words(RobotDay day)
    {
        var other = day.Other == 0 ? "" : $", {day.Other} other";
        return $"{day.Day.ToString("ddd d MMM", CultureInfo.InvariantCulture)}: {day.Runs} run{(day.Runs == 1 ? "" : "s")}, {day.Succeeded} succeeded, {day.Failed} failed{other}";
    }

    /// <summary>1, 2, 5, 10, 20, 50 …: an axis that ends at a round number.</summary>
    internal static double RoundUp(int value)
    {
        if (value <= 2) return 2;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var factor in new[] { 1, 2, 4, 5, 6, 8 })
        {
            if (factor * power >= value) return factor * power;
        }

        return 10 * power;
    }
}
