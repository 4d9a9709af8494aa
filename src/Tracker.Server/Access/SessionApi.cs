using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Protocol.Api;
using Tracker.Rpc;

namespace Tracker.Server.Access;

/// <summary>Ends the session of the browser that asks.</summary>
public static class SessionApi
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sign-out", SignOutAsync).WithMetadata(new ScopeRequirement(Scope.Anonymous)).ExcludeFromDescription();

    // Cross-site posts are refused before this; being signed out by a form of this very site needs no token.
    private static async Task<RedirectHttpResult> SignOutAsync(HttpContext http, CancellationToken _)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect("/sign-in");
    }
}
