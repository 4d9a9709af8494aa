using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Web;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Activity.Pages;

/// <summary>How much happened when: one column for each part of the time, divided by module. Each leads to what changed before its end.</summary>
internal static class ActivityChart
{
    private const double Width = 1160;
    private const double Height = 132;
    private const double Left = 40;
    private const double Top = 8;
    private const double Bottom = Height - 24;

    public static MarkupString Draw(ActivityRange range, ActivityCounts counts, Func<DateTimeOffset, string> href, ViewerTime viewer)
    {
        var columns = new Dictionary<string, long>[range.Starts.Count];
        foreach (var slot in counts.Slots)
        {
            if (range.Of(slot.Start) is not { } part) continue;
            var column = columns[part] ??= [];
            column[slot.Module] = column.GetValueOrDefault(slot.Module) + slot.Rows;
        }

        var most = Math.Max(1, columns.Max(c => c?.Values.Sum() ?? 0));
        var axis = new TimeAxis(range.Start, range.End, Left, Width - Left, viewer.Zone);
        var svg = new SvgBuilder(Width, Height, "chart activity-chart", "How much happened when, by module", fluid: true, links: true);
        svg.Line(Left, Bottom, Width, Bottom, "rule");
        svg.Text(Left - 8, Top + 10, most.ToString("#,0", CultureInfo.InvariantCulture), "small", "end");
        foreach (var tick in axis.Ticks(90)) svg.Text(tick.X, Bottom + 17, tick.Label, "small", "middle");
        for (var part = 0; part < columns.Length; part++)
            if (columns[part] is { } column) Column(svg, axis.X(range.Starts[part]), axis.X(range.EndOf(part)), most, column, range, part, href, viewer);
        return svg.ToMarkup();
    }

    private static void Column(
        SvgBuilder svg, double from, double to, long most, Dictionary<string, long> rows, ActivityRange range, int part, Func<DateTimeOffset, string> href, ViewerTime viewer)
    {
        var known = ActivityText.Modules.Select(m => m.Value).Where(rows.ContainsKey).Concat(rows.Keys.Where(k => ActivityText.Modules.All(m => m.Value != k))).ToList();
        var words = string.Join(", ", known.Select(m => $"{ActivityText.Title(m)} {rows[m]}"));
        var label = $"{viewer.Text(range.Starts[part], TimeStyle.Short)}: {words}";
        svg.Link(href(range.EndOf(part)), "activity-column", label + "; what changed before").Title(label);
        svg.Rect(from, Top, to - from, Bottom - Top, "activity-ground");
        var y = Bottom;
        foreach (var module in known)
        {
            var height = Math.Max(1, (Bottom - Top) * rows[module] / most);
            y -= height;
            svg.Rect(from + 1, Math.Max(Top, y), Math.Max(1, to - from - 2), height, "bar activity-" + ActivityText.ClassOf(module));
        }

        svg.End();
    }
}
