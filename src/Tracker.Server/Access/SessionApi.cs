using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Tracker.Protocol.Api;
using Tracker.Rpc;

namespace Tracker.Server.Access;

/// <summary>Ends the session of the browser that asks.</summary>
public static class SessionApi
{
    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/sign-out", SignOutAsync).WithMetadata(new ScopeRequirement(Scope.Anonymous)).ExcludeFromDescription();

    // Cross-site posts are refused before this; being signed out by a form of this very site needs no token.
    private static async Task<IResult> SignOutAsync(HttpContext http)
    {
        await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return Results.LocalRedirect("/sign-in");
    }
}
