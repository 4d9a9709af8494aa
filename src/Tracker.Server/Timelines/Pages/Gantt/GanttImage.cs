using System.Text;
using Tracker.Server.Timelines.Analysis;
using Tracker.Server.Web.Assets;

namespace Tracker.Server.Timelines.Pages.Gantt;

/// <summary>The chart as a picture for a README, a chat message or a CI summary: in light and dark, after its reader's system.</summary>
internal sealed class GanttImage(TimelineContext context, TimelineContent content) : IResult
{
    public const string MediaType = "image/svg+xml";

    private static readonly HashSet<string> Nothing = [];

    public async Task ExecuteAsync(HttpContext http)
    {
        var services = http.RequestServices;
        var analysis = await services.GetRequiredService<TimelineAnalyst>().AnalyseAsync(context, content, http.RequestAborted);
        var layout = GanttLayout.Of(analysis.Root, Nothing, Nothing);
        var picture = new GanttSvg(analysis, GanttSvg.AxisOf(analysis, TimeZoneInfo.Utc), TimeZoneInfo.Utc).DrawAlone(layout, Rules(services.GetRequiredService<WebAssets>()));
        var headers = http.Response.Headers;
        // It carries its own rules, and other sites may show it.
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.CacheControl = "private, no-cache";
        await Results.Text(picture, MediaType, Encoding.UTF8).ExecuteAsync(http);
    }

    // The colours are the first thing in the pages' own rules.
    private static string Rules(WebAssets files)
    {
        var tokens = files.Text("app.css");
        return tokens[..(tokens.IndexOf('}') + 1)] + files.Text("gantt.css");
    }
}
