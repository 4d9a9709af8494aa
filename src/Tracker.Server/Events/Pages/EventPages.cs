using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Events.Pages;

/// <summary>What the pages need besides themselves: their places in the navigation, and where their buttons post to.</summary>
internal static class EventPages
{
    public static void AddEventPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Observe", 20, "/events", "Events", Icons.List, 'e'));
        services.AddSingleton(new NavItem("Observe", 50, "/events/calendar", "Calendar", Icons.Calendar, 'c'));
    }

    public static void MapEventPages(this WebApplication app)
    {
        app.MapPost("/events/{id}/delete", DeleteAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
    }

    // The form is not looked at, but asking for it is what makes the framework check the antiforgery token.
    private static async Task<IResult> DeleteAsync(HttpContext http, string id, IFormCollection form, EventService events, Flash flash, CancellationToken ct)
    {
        if ((await events.DeleteAsync(id, Caller.Of(http), ct)).TryGet(out var deleted, out var failure))
        {
            flash.Set(http, FlashKind.Success, $"Deleted “{deleted.Title}” and its changelog.");
        }
        else
        {
            flash.Set(http, FlashKind.Failure, failure.Message);
        }

        return Results.Redirect("/events");
    }
}
