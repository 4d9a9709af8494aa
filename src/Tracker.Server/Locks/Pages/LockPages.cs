using Tracker.Protocol.Api;
using Tracker.Protocol.Locks;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Locks.Pages;

/// <summary>What the pages need besides themselves: their places in the navigation, and where their buttons post to.</summary>
internal static class LockPages
{
    public static void AddLockPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Operate", 30, "/locks", "Locks", LockIcons.Lock, 'l'));
        services.AddSingleton(new NavItem("Operate", 40, "/locks/freezes", "Freeze windows", LockIcons.Freeze, 'f'));
    }

    public static void MapLockPages(this WebApplication app)
    {
        app.MapPost("/locks/{id}/release", ReleaseAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
        app.MapPost("/locks/freezes/{id}/delete", DeleteFreezeAsync).WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
    }

    /// <summary>Releases a lock; the form says when it is somebody else's, and why then.</summary>
    private static async Task<IResult> ReleaseAsync(HttpContext http, string id, IFormCollection form, LockService locks, Flash flash, CancellationToken ct)
    {
        var request = new UnLockRequest { Id = id, Force = form["force"] == "true", Reason = form["reason"].ToString().Trim() };
        var failure = FormLimits.Check(request) ?? (await locks.UnlockAsync(request, Caller.Of(http), ct)).Failure;
        if (failure is null) flash.Set(http, FlashKind.Success, request.Force ? "The lock was taken away from its holder." : "The lock is released.");
        else flash.Set(http, FlashKind.Failure, failure.Message);
        return Results.Redirect(failure is null ? "/locks" : "/locks/" + Uri.EscapeDataString(id));
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
