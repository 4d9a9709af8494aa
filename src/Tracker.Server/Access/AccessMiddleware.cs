using Microsoft.AspNetCore.Components.Endpoints;
using Tracker.Protocol.Api;
using Tracker.Rpc;

namespace Tracker.Server.Access;

/// <summary>Between routing and endpoints: lets a request through only when its caller has the endpoint's scope.</summary>
public sealed class AccessMiddleware(RequestDelegate next, Authenticator authenticator, Quotas quotas)
{
    /// <summary>The item that marks a request whose forwarding headers a trusted proxy set, and the framework took off.</summary>
    public const string Forwarded = "access.forwarded";

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is not { } endpoint)
        {
            await next(http);
            return;
        }

        var changesByGet = endpoint.Metadata.GetMetadata<ChangesByGet>() is not null;
        if ((changesByGet || IsChange(http.Request)) && IsCrossSite(http.Request))
        {
            await RefuseAsync(http, endpoint, RpcCode.PermissionDenied, "A browser sent this from another site; that is refused.");
            return;
        }

        // An endpoint that declares nothing is closed; a test walks them all.
        var needed = endpoint.Metadata.GetMetadata<ScopeRequirement>()?.Scope ?? Scope.Admin;
        if (IsPage(endpoint) && IsChange(http.Request) && needed == Scope.Read && endpoint.Metadata.GetMetadata<OwnAccountAttribute>() is null) needed = Scope.Write;

        var principal = await authenticator.AuthenticateAsync(http, takesSession: !changesByGet, takesBasic: TakesBasic.At(endpoint));
        if (principal is null && needed > Scope.Anonymous)
        {
            await RefuseAsync(http, endpoint, RpcCode.Unauthenticated, "The key is not valid.");
            return;
        }

        principal ??= Principal.Anonymous;
        if (!principal.May(needed))
        {
            await (principal.IsAuthenticated
                ? RefuseAsync(http, endpoint, RpcCode.PermissionDenied, $"This needs the {Name(needed)} scope; {principal.Name} has {Name(principal.Granted)}.")
                : RefuseAsync(http, endpoint, RpcCode.Unauthenticated, Unauthenticated));
            return;
        }

        if (!quotas.TryTake(principal.Id))
        {
            http.Response.Headers.RetryAfter = "1";
            await RefuseAsync(http, endpoint, RpcCode.ResourceExhausted, $"{principal.Name} sends more requests than TRACKER_QUOTA_REQUESTS allows; try again in a second.");
            return;
        }

        http.Features.Set(principal);
        await next(http);
    }

    private const string Unauthenticated =
        "Credentials are required: send an API key as X-API-KEY or as Authorization: Bearer. "
        + "Whoever runs the server sets one with API_KEY or ADMIN_KEY, or allows callers without one with TRACKER_ALLOW_ANONYMOUS=read or write.";

    private static string Name(Scope scope) => scope.ToString().ToLowerInvariant();

    private static bool IsPage(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    private static bool IsChange(HttpRequest request) =>
        !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);

    /// <summary>Browsers say where a request was started; programs do not send the header.</summary>
    private static bool IsCrossSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is [{ } site, ..] && site is not ("same-origin" or "none");

    private static Task RefuseAsync(HttpContext http, Endpoint endpoint, RpcCode code, string message)
    {
        if (endpoint.Metadata.GetMetadata<RpcMethod>() is not null) return RpcError.WriteAsync(http, code, message);
        var status = code switch
        {
            RpcCode.Unauthenticated => StatusCodes.Status401Unauthorized,
            RpcCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status403Forbidden,
        };
        if (status == StatusCodes.Status401Unauthorized && IsPage(endpoint) && !IsChange(http.Request))
        {
            http.Response.Redirect("/sign-in?return=" + Uri.EscapeDataString(http.Request.Path + http.Request.QueryString));
            return Task.CompletedTask;
        }

        if (status == StatusCodes.Status401Unauthorized) http.Response.Headers.WWWAuthenticate = TakesBasic.At(endpoint) ? TakesBasic.Challenge : "Bearer";
        return Results.Problem(message, statusCode: status).ExecuteAsync(http);
    }
}
