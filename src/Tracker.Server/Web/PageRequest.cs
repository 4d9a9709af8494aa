using Microsoft.AspNetCore.Components.Endpoints;

namespace Tracker.Server.Web;

/// <summary>Tells a person's request for a page from a program's call.</summary>
[Operations.ModuleService]
internal static class PageRequest
{
    // What programs call; a page never stands there.
    private static readonly PathString[] ProgramPaths =
    [
        "/api", "/trackers", "/ping", "/badge", "/v1", "/docs", "/swagger.json", "/openapi.json", "/healthz", "/hooks",
        "/calendar.ics", "/live", "/assets",
    ];

    public static bool IsComponent(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    /// <summary>Whether a failure should be told as a page.</summary>
    public static bool WantsPage(HttpContext http)
    {
        if (IsComponent(http)) return true;
        var path = http.Request.Path;
        return Array.TrueForAll(ProgramPaths, program => !path.StartsWithSegments(program))
            && http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
    }
}
