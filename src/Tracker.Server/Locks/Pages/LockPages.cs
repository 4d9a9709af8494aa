using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Locks.Pages;

/// <summary>What the pages need besides themselves: their places in the navigation, and where their buttons post to.</summary>
internal static class LockPages
{
    public static void AddLockPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Operate", 40, "/locks/freezes", "Freeze windows", LockIcons.Freeze, 'f'));
    }

    public static void MapLockPages(this WebApplication app)
    {
        app.MapPost("/locks/freezes/{id}/delete", DeleteFreezeAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
    }

    // The form is not looked at, but asking for it is what makes the framework check the antiforgery token.
    private static async Task<IResult> DeleteFreezeAsync(HttpContext http, string id, IFormCollection form, FreezeService freezes, Flash flash, CancellationToken ct)
    {
        if ((await freezes.DeleteAsync(id, Caller.Of(http), ct)).TryGet(out var deleted, out var failure))
        {
            flash.Set(http, FlashKind.Success, $"Deleted the freeze window “{deleted.Reason}”.");
        }
        else
        {
            flash.Set(http, FlashKind.Failure, failure.Message);
        }

        return Results.Redirect("/locks/freezes");
    }
}
