using Tracker.Protocol.Api;
using Tracker.Protocol.Catalogs;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog.Views;
using Tracker.Server.Web;
using Tracker.Server.Web.Assets;

namespace Tracker.Server.Catalog.Pages;

/// <summary>What the pages need besides themselves: their place in the navigation, a picture, and where a button posts to.</summary>
internal static class CatalogPages
{
    public static void AddCatalogPages(this IServiceCollection services)
    {
        services.AddSingleton<CatalogPageReader>();
        services.AddSingleton(new NavItem("Observe", 60, "/catalog", "Catalog", CatalogIcons.Box, 'k'));
    }

    public static void MapCatalogPages(this WebApplication app)
    {
        app.MapGet("/catalog/graph.svg", DrawAsync).WithMetadata(new ScopeRequirement(Scope.Read)).ExcludeFromDescription();
        app.MapPost("/catalog/delete", DeleteAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
    }

    // For other tools' pages, so it carries its own rules, and those pages may show it.
    private static async Task<IResult> DrawAsync(HttpContext http, CatalogGraph graph, WebAssets files, string? name, int? depth, CancellationToken ct)
    {
        if (name is not { Length: > 0 and <= CatalogRules.MaxName }) return Results.Problem("name: say which entry, as in /catalog/graph.svg?name=shop.", statusCode: StatusCodes.Status400BadRequest);
        if (depth is < 1 or > CatalogGraph.MaxDepth) return Results.Problem($"depth must be from 1 to {CatalogGraph.MaxDepth}.", statusCode: StatusCodes.Status400BadRequest);
        if (!(await graph.AroundAsync(name, depth ?? 1, ct)).TryGet(out var around, out var failure)) return Results.Problem(failure.Message, statusCode: StatusCodes.Status404NotFound);
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Text(CatalogGraphSvg.DrawAlone(EntryGraph.Of(around), $"Dependencies of {name}", Rules(files)), "image/svg+xml");
    }

    // The colours are the first thing in the page's own rules.
    private static string Rules(WebAssets files)
    {
        var tokens = files.Text("app.css");
        return tokens[..(tokens.IndexOf('}') + 1)] + files.Text("catalog-graph.css");
    }

    // The name is in the form: asking for one is also what makes the framework check the antiforgery token.
    private static async Task<IResult> DeleteAsync(HttpContext http, IFormCollection form, CatalogService catalog, Flash flash, CancellationToken ct)
    {
        var name = form["name"].ToString();
        if ((await catalog.DeleteAsync(name, Caller.Of(http), ct)).TryGet(out var deleted, out var failure))
        {
            flash.Set(http, FlashKind.Success, $"Deleted “{deleted.Name}”.");
        }
        else
        {
            flash.Set(http, FlashKind.Failure, failure.Message);
        }

        return Results.Redirect("/catalog");
    }
}
