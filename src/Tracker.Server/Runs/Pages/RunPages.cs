using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Web;

namespace Tracker.Server.Runs.Pages;

/// <summary>The pages' place in the navigation, and where their buttons post to.</summary>
internal static class RunPages
{
    public static void AddRunPages(this IServiceCollection services) =>
        services.AddSingleton(new NavItem("Observe", 40, "/runs", "Runs", RunText.Icon, 'r'));

    public static void MapRunPages(this WebApplication app) =>
        app.MapPost("/runs/{id:long}/delete", DeleteAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();

    // The form is not looked at, but asking for it is what makes the framework check the antiforgery token.
    private static async Task<IResult> DeleteAsync(HttpContext http, long id, IFormCollection form, RunService runs, Flash flash, CancellationToken ct)
    {
        var outcome = await runs.DeleteAsync(id, Caller.Of(http), ct);
        flash.Set(http, outcome.Failure is null ? FlashKind.Success : FlashKind.Failure, outcome.Failure?.Message ?? "The run is deleted.");
        return Results.Redirect("/runs");
    }
}
