using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Tracker.Protocol.Api;

namespace Tracker.Server.Access;

/// <summary>Finds out who calls: an API key, a session cookie, this very machine in open mode, or nobody.</summary>
public sealed class Authenticator(AccessOptions options)
{
    /// <summary>The cookie's claim that ties it to the key it was opened with: another key ends the session.</summary>
    private const string KeyClaim = "key";

    /// <summary>A principal, or null when credentials were shown that are not valid.</summary>
    /// <param name="http">The request.</param>
    /// <param name="takesSession">Whether a session cookie counts; else one who shows nothing more is anonymous.</param>
    public async ValueTask<Principal?> AuthenticateAsync(HttpContext http, bool takesSession = true)
    {
        if (PresentedKey(http.Request) is { } key) return ByKey(key);
        if (takesSession && http.Request.Headers.Cookie.Count > 0 && await BySessionAsync(http) is { } member) return member;
        var anonymous = Principal.Anonymous with { Granted = options.AllowAnonymous };
        return IsOpen && !anonymous.May(Scope.Write) && IsLocal(http) ? new Principal("local", "local", Scope.Write) : anonymous;
    }

    /// <summary>Open mode: asked for at the start, and no key exists.</summary>
    public bool IsOpen => options is { OpenLoopback: true, Keys.Count: 0 };

    public Principal? ByKey(string key) => options.PrincipalOf(AccessOptions.Hash(key));

    /// <summary>The cookie's content for a person who showed a key.</summary>
    public ClaimsPrincipal SessionFor(Principal principal) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, principal.Id), new Claim(KeyClaim, Print(options.Keys.First(k => k.Principal.Id == principal.Id)))],
        CookieAuthenticationDefaults.AuthenticationScheme));

    private async ValueTask<Principal?> BySessionAsync(HttpContext http)
    {
        var session = await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (!session.Succeeded) return null;
        var print = session.Principal.FindFirstValue(KeyClaim);
        return options.Keys.FirstOrDefault(k => Print(k) == print)?.Principal;
    }

    private static string Print(ConfiguredKey key) => Convert.ToHexString(key.Hash, 0, 8);

    private static string? PresentedKey(HttpRequest request)
    {
        if (request.Headers["X-API-KEY"] is [{ Length: > 0 } key, ..]) return key;
        return request.Headers.Authorization is [{ } header, ..] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
    }

    /// <summary>
    /// A program or person on this machine who speaks to Tracker directly. Behind a proxy on the same host every
    /// stranger comes from loopback, so whatever looks forwarded, or names another host, is not local.
    /// </summary>
    private static bool IsLocal(HttpContext http)
    {
        var (request, peer) = (http.Request, http.Connection.RemoteIpAddress);
        if (peer is null || !IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer)) return false;
        if (!IsLoopbackName(request.Host.Host)) return false;
        string[] forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];
        if (forwarding.Any(h => request.Headers.ContainsKey(h)) || http.Items.ContainsKey(AccessMiddleware.Forwarded)) return false;
        return request.Headers.Origin is not [{ } origin, ..]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host));
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
