using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Api;

/// <summary>What is read: the root, contexts, timelines with their events.</summary>
internal static class HalApi
{
    private const int MostPerPage = 1_000;

    public static JsonHttpResult<RootView> Root(EndpointDataSource endpoints)
    {
        var patterns = endpoints.Endpoints.OfType<RouteEndpoint>().Select(e => "/" + e.RoutePattern.RawText!.Trim('/')).ToHashSet(StringComparer.Ordinal);
        // The contract's routes call their parameters p0, p1, …
        return Hal(new RootView(HalLinks.ToAll(pattern => patterns.Contains(pattern) || patterns.Contains(pattern.Replace("{id}", "{p0}", StringComparison.Ordinal)))));
    }

    public static async Task<IResult> ContextsAsync(HttpContext http, TimelineReader reader, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        var found = await reader.ContextsAsync("", paging.PerPage + 1, ct, paging.Offset);
        var items = found.Take(paging.PerPage).Select(c => new HalLink(HalLinks.Of(c.Name), c.Name));
        var links = HalLinks.ToPages(HalLinks.Contexts, http.Request.QueryString.Value ?? "", paging, found.Count > paging.PerPage, items);
        links["find"] = HalLinks.Templated(HalLinks.Contexts + "/{context}");
        return Hal(new ContextListView(links));
    }

    public static async Task<IResult> ContextAsync(HttpContext http, TimelineNames names, TimelineReader reader, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out failure)) return failure.ToProblem();
        return await ShowAsync(context, http.Request.QueryString.Value ?? "", paging, reader, ct);
    }

    public static async Task<JsonHttpResult<ContextView>> ShowAsync(
        TimelineContext context, string query, Paging page, TimelineReader reader, CancellationToken ct, int status = StatusCodes.Status200OK)
    {
        var found = await reader.TimelinesAsync(context, page.PerPage + 1, ct, offset: page.Offset);
        var items = found.Take(page.PerPage).Select(t => new HalLink(HalLinks.Of(t), t.Title));
        var links = HalLinks.ToPages(HalLinks.Of(context.Name), query, page, found.Count > page.PerPage, items);
        links["up"] = new HalLink(HalLinks.Contexts);
        if (found.Count > 0) links["latest"] = new HalLink(HalLinks.LatestOf(context.Name));
        links["find"] = HalLinks.Templated(HalLinks.Of(context.Name) + "/{timeline}{?format}");
        links["events"] = new HalLink(HalLinks.EventsOf(context.Name));
        links["stats"] = new HalLink(HalLinks.Of(context.Name) + "/stats");
        links["alternate"] = new HalLink(TimelinesModule.PathOf(context.Name)) { Type = "text/html" };
        return Hal(ContextView.Of(context, links), status);
    }

    public static async Task<IResult> TimelineAsync(HttpContext http, TimelineNames names, TimelineReader reader, string? format, CancellationToken ct)
    {
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        var name = TimelineNames.Of(http, "timeline");
        var (outcome, suffix) = (await names.TimelineAsync(context, name, ct), (TimelineFormat?)null);
        // A label may end like a suffix: it goes first.
        if (outcome.Failure is not null && TimelineFormats.TrySuffix(name, out var stem, out suffix)) outcome = await names.TimelineAsync(context, stem, ct);
        if (!outcome.TryGet(out var timeline, out failure)) return failure.ToProblem();
        if (!TimelineFormats.Choose(http.Request, format, suffix).TryGet(out var chosen, out failure)) return failure.ToProblem();
        http.Response.Headers.Vary = "Accept";
        return chosen.Write(context, await reader.ContentAsync(context, timeline, ct));
    }

    public static IResult Show(TimelineContext context, TimelineContent content) => Hal(ViewOf(context, content));

    public static TimelineView ViewOf(TimelineContext context, TimelineContent content)
    {
        var self = HalLinks.Of(content.Timeline);
        var links = new Dictionary<string, object>
        {
            ["self"] = new HalLink(self),
            ["up"] = new HalLink(HalLinks.Of(context.Name)),
            ["stream"] = new HalLink(self + "/stream") { Type = "text/event-stream" },
            ["compare"] = HalLinks.Templated(self + "/compare/{other}"),
            ["alternate"] = TimelineFormats.All.Where(f => f.IsSuffix).Select(f => new HalLink($"{self}.{f.Name}", f.Name) { Type = f.MediaType })
                .Append(new HalLink(TimelinesModule.PathOf(content.Timeline), "page") { Type = "text/html" }).ToArray(),
        };
        return TimelineView.Of(content, links);
    }

    public static JsonHttpResult<T> Hal<T>(T view, int status = StatusCodes.Status200OK) => TypedResults.Json(view, contentType: HalLinks.MediaType, statusCode: status);
}
