using Microsoft.AspNetCore.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Catalog.Pages;

/// <summary>One bar, parted by severity; the numbers stand below it in words.</summary>
internal static class SeverityBarSvg
{
    private const double Width = 480;
    private const double Height = 14;

    public static string Css(string severity) => "severity-" + severity.ToLowerInvariant();

    public static MarkupString Draw(IReadOnlyList<(string Name, int Count)> counts)
    {
        var total = counts.Sum(c => (double)c.Count);
        var shown = counts.Where(c => c.Count > 0).ToList();
        var svg = new SvgBuilder(Width, Height, "chart severity-bar", total == 0 ? "Nothing found" : "Vulnerabilities by severity", fluid: true);
        if (total == 0) svg.Rect(0, 0, Width, Height, "nothing", 4);
        // Even one among thousands is seen.
        var rest = Width - (shown.Count * 5);
        var x = 0.0;
        foreach (var (name, count) in shown)
        {
            var width = 5 + (rest * count / total);
            svg.Rect(x, 0, Math.Max(1, width - 1.5), Height, Css(name), 2, $"{count} {name.ToLowerInvariant()}");
            x += width;
        }

        return svg.ToMarkup();
    }
}
