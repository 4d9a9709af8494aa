using Microsoft.AspNetCore.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Insights.Pages;

/// <param name="Value">Null where there is nothing to tell.</param>
/// <param name="Title">The same in words.</param>
/// <param name="Href">The list behind it.</param>
internal sealed record TrendBar(DateOnly Start, double? Value, string Title, string Href);

/// <summary>A figure by day or week, as bars.</summary>
internal static class TrendSvg
{
    private const double Width = 440;
    private const double Height = 132;
    private const double Left = 60;
    private const double Top = 10;
    private const double Bottom = 20;
    private const double LabelWidth = 46;

    /// <param name="bars">From left to right, at least one.</param>
    /// <param name="label">What it shows.</param>
    /// <param name="tone">Of the bars.</param>
    /// <param name="text">A value at the axis.</param>
    public static MarkupString Draw(IReadOnlyList<TrendBar> bars, string label, string tone, Func<double, string> text)
    {
        var svg = new SvgBuilder(Width, Height, "chart trend", label, fluid: true, links: true);
        var most = bars.Max(b => b.Value) is { } max and > 0 ? max : 1;
        // Half of what is counted is whole, too.
        if (bars.All(b => b.Value is not { } v || double.IsInteger(v))) most = 2 * Math.Ceiling(most / 2);
        foreach (var part in new[] { 0, 0.5, 1 })
        {
            var y = Top + ((1 - part) * (Height - Bottom - Top));
            svg.Line(Left, y, Width, y, "rule");
            svg.Text(Left - 6, y + 4, part == 0 ? "0" : text(most * part), "small", "end");
        }

        var slot = (Width - Left) / bars.Count;
        var bar = Math.Min(26, slot * 0.74);
        for (var i = 0; i < bars.Count; i++)
        {
            if (bars[i].Value is not { } value) continue;
            // A zero is something to tell, too: a line on the ground.
            var height = Math.Max(1.5, (Height - Bottom - Top) * value / most);
            svg.Link(bars[i].Href, label: bars[i].Title).Title(bars[i].Title)
                .Rect(Left + (i * slot) + ((slot - bar) / 2), Height - Bottom - height, bar, height, tone + " bar").End();
        }

        var every = (int)Math.Ceiling(LabelWidth / slot);
        for (var i = 0; i < bars.Count; i += every)
        {
            var x = Left + ((i + 0.5) * slot);
            if (x + (LabelWidth / 2) <= Width + 4) svg.Text(x, Height - 5, InsightsText.Short(bars[i].Start), "small", "middle");
        }

        return svg.ToMarkup();
    }
}
