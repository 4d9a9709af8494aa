using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Access.Pages;

/// <summary>Where the pages of access stand, and where their buttons post to.</summary>
internal static class AccessPages
{
    public static void AddAccessPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Administer", 10, "/admin/users", "Administration", Icons.Key, 'a') { Needs = Scope.Admin });
        services.AddSingleton(new AdminTab(10, "/admin/users", "Users"));
        services.AddSingleton(new AdminTab(20, "/admin/keys", "API keys"));
        services.AddSingleton(new AdminTab(50, "/admin/retention", "Retention"));
        services.AddSingleton(new AdminTab(60, "/admin/audit", "Audit log"));
        services.AddSingleton(new AdminTab(70, "/admin/about", "About"));
    }

    public static void MapAccessPages(this IEndpointRouteBuilder app)
    {
        app.MapPost("/account/tokens/{id:guid}/revoke", RevokeTokenAsync).WithMetadata(new ScopeRequirement(Scope.Read)).ExcludeFromDescription();
        var admin = app.MapGroup("/admin").WithMetadata(new ScopeRequirement(Scope.Admin)).ExcludeFromDescription();
        admin.MapGet("", () => TypedResults.LocalRedirect("/admin/users"));
        admin.MapPost("/keys/{id:guid}/revoke", RevokeKeyAsync);
        admin.MapPost("/users/{id:guid}/scope", SetScopeAsync);
        admin.MapPost("/users/{id:guid}/password", ResetPasswordAsync);
        admin.MapPost("/users/{id:guid}/enabled", SetEnabledAsync);
        admin.MapPost("/users/{id:guid}/delete", DeleteUserAsync);
    }

    // Asking for the form is what makes the framework check its antiforgery token.
    private static async Task<RedirectHttpResult> RevokeTokenAsync(
        HttpContext http, Guid id, IFormCollection form, UserService users, TokenService tokens, Flash flash, CancellationToken ct)
    {
        var current = await users.CurrentAsync(Principal.Of(http), ct);
        Tell(http, flash, current.TryGet(out var user, out var failure) ? await tokens.RevokeAsync(user, id, Caller.Of(http), ct) : failure, t => $"Revoked the token “{t.Name}”.");
        return TypedResults.LocalRedirect("/account");
    }

    private static async Task<RedirectHttpResult> RevokeKeyAsync(HttpContext http, Guid id, IFormCollection form, ApiKeyService keys, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await keys.RevokeAsync(id, Caller.Of(http), ct), k => $"Revoked the key “{k.Name}”.");
        return TypedResults.LocalRedirect("/admin/keys");
    }

    private static async Task<RedirectHttpResult> SetScopeAsync(HttpContext http, Guid id, IFormCollection form, UserService users, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await users.SetScopeAsync(id, AccessWords.Parse(form["scope"]), Caller.Of(http), ct), u => $"{u.Name} may now {AccessWords.Of(u.Scope)}.");
        return TypedResults.LocalRedirect("/admin/users");
    }

    private static async Task<RedirectHttpResult> ResetPasswordAsync(HttpContext http, Guid id, IFormCollection form, UserService users, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await users.ResetPasswordAsync(id, form["password"], Caller.Of(http), ct), u => $"{u.Name} has another password; their sessions and tokens have ended.");
        return TypedResults.LocalRedirect("/admin/users");
    }

    private static async Task<RedirectHttpResult> SetEnabledAsync(HttpContext http, Guid id, IFormCollection form, UserService users, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await users.SetEnabledAsync(id, form["enabled"] == "true", Caller.Of(http), ct), u => u.IsEnabled ? $"{u.Name} may come in again." : $"{u.Name} may not come in any more.");
        return TypedResults.LocalRedirect("/admin/users");
    }

    private static async Task<RedirectHttpResult> DeleteUserAsync(HttpContext http, Guid id, IFormCollection form, UserService users, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await users.DeleteAsync(id, Caller.Of(http), ct), u => $"Deleted {u.Name} and their tokens.");
        return TypedResults.LocalRedirect("/admin/users");
    }

    private static void Tell<T>(HttpContext http, Flash flash, Outcome<T> outcome, Func<T, string> done)
    {
        if (outcome.TryGet(out var value, out var failure)) flash.Set(http, FlashKind.Success, done(value));
        else flash.Set(http, FlashKind.Failure, failure.Message);
    }
}
