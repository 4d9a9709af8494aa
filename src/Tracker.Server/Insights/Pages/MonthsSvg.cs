using System.Globalization;
using Microsoft.AspNetCore.Components;
using Tracker.Server.Events;
using Tracker.Server.Events.Views;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Insights.Pages;

/// <summary>Events by month as stacked bars, a layer for each type.</summary>
internal static class MonthsSvg
{
    private const double Width = 900;
    private const double Height = 180;
    private const double Left = 52;
    private const double Top = 10;
    private const double Bottom = 22;

    /// <summary>The types from the bottom up, and their colours.</summary>
    public static readonly (EventType Type, string Tone)[] Layers =
    [
        (EventType.Deployment, "tone-active"), (EventType.Operation, "tone-good"), (EventType.Drift, "tone-warning"),
        (EventType.Incident, "tone-bad"), (EventType.RpaUsage, "tone-neutral"),
    ];

    /// <param name="counts">Of all months shown.</param>
    /// <param name="months">Their first days, from left to right.</param>
    /// <param name="link">Where a month's bar leads.</param>
    public static MarkupString Draw(IReadOnlyList<MonthCount> counts, IReadOnlyList<DateOnly> months, Func<DateOnly, string> link)
    {
        var svg = new SvgBuilder(Width, Height, "chart months", "Events by month and type; the table below has them by service", fluid: true, links: true);
        var byMonth = counts.ToLookup(c => (c.Year, c.Month));
        var most = Math.Max(1, months.Max(m => byMonth[(m.Year, m.Month)].Sum(c => c.Count)));
        foreach (var part in new[] { 0, 1 })
        {
            var y = part == 0 ? Height - Bottom : Top;
            svg.Line(Left, y, Width, y, "rule").Text(Left - 6, y + 4, InsightsText.Number(most * part), "small", "end");
        }

        var slot = (Width - Left) / months.Count;
        for (var i = 0; i < months.Count; i++)
        {
            var (month, x, y) = (months[i], Left + (i * slot), Height - Bottom);
            svg.Text(x + (slot / 2), Height - 6, month.ToString("MMM yy", CultureInfo.InvariantCulture), "small", "middle");
            var own = byMonth[(month.Year, month.Month)].ToList();
            if (own.Count == 0) continue;
            var parts = Layers.Select(l => (l.Tone, l.Type, Count: own.Where(c => c.Type == l.Type).Sum(c => c.Count))).Where(p => p.Count > 0).ToList();
            var words = string.Join(", ", parts.Select(p => $"{EventWords.Of(p.Type)} {InsightsText.Number(p.Count)}"));
            var title = $"{month.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}: {words}";
            svg.Link(link(month), label: title).Title(title);
            foreach (var (tone, _, count) in parts)
            {
                var height = (Height - Bottom - Top) * count / most;
                y -= height;
                svg.Rect(x + (slot * 0.16), y, slot * 0.68, height, tone + " bar");
            }

            svg.End();
        }

        return svg.ToMarkup();
    }
}
