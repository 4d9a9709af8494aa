using Microsoft.AspNetCore.Components;
using Tracker.Server.Activity.Before;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Activity.Pages;

/// <summary>The suspects on a small axis of time that ends at the moment, numbered as in the list.</summary>
internal static class BeforeChart
{
    private const double Width = 1160;
    private const double Left = 14;
    private const double Row = 22;
    private const double Gap = 20;

    public static MarkupString Draw(BeforeAnswer answer, ViewerTime viewer)
    {
        var (at, first) = (answer.Moment.At, answer.Suspects.Min(s => s.Row.Entry.At));
        var axis = new TimeAxis(first - ((at - first) / 20), at, Left, Width - (2 * Left), viewer.Zone);
        var placed = Place(answer.Suspects, axis);
        var bottom = 6 + ((1 + placed.Max()) * Row);
        var svg = new SvgBuilder(Width, bottom + 22, "chart activity-before", "When each of them was, up to the moment itself", fluid: true);
        foreach (var tick in axis.Ticks(110))
        {
            svg.Line(tick.X, 4, tick.X, bottom, "rule");
            svg.Text(tick.X, bottom + 16, tick.Label, "small", "middle");
        }

        svg.Line(axis.X(at), 0, axis.X(at), bottom, "now");
        foreach (var (suspect, i) in answer.Suspects.Select((s, i) => (s, i)))
        {
            var (x, y) = (axis.ClampX(suspect.Row.Entry.At), 6 + (Row / 2) + (placed[i] * Row));
            svg.Circle(x, y, 9, "activity-mark " + ActivityText.Tone(suspect.Row.Entry.Severity).Css(), $"{suspect.Row.Entry.Title}: {suspect.Reason}");
            svg.Text(x, y + 4, (i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture), "activity-number", "middle");
        }

        return svg.ToMarkup();
    }

    /// <summary>A line for each, so that none covers another.</summary>
    private static List<int> Place(IReadOnlyList<Suspect> suspects, TimeAxis axis)
    {
        var lines = new List<List<double>>();
        return [.. suspects.Select(s =>
        {
            var x = axis.ClampX(s.Row.Entry.At);
            var line = lines.FindIndex(l => l.TrueForAll(other => Math.Abs(other - x) >= Gap));
            if (line < 0)
            {
                line = lines.Count;
                lines.Add([]);
            }

            lines[line].Add(x);
            return line;
        })];
    }
}
