using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Tracker.Protocol.Api;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;

namespace Tracker.Server.Access;

/// <summary>Finds out who calls: an API key, a user's token, a session cookie, this very machine in open mode, or nobody.</summary>
public sealed class Authenticator(AccessOptions options, Credentials credentials)
{
    // The cookie's claims, one of them: the hash of the key that opened the session, or the stamp of the user who did. A
    // session ends with either.
    private const string KeyClaim = "key";
    private const string StampClaim = "stamp";

    /// <summary>The most characters that credentials may have.</summary>
    private const int Longest = Jws.MaxLength;

    /// <summary>A principal, or null when credentials were shown that are not valid.</summary>
    /// <param name="http">The request.</param>
    /// <param name="takesSession">Whether a session cookie counts; else one who shows nothing more is anonymous.</param>
    /// <param name="takesBasic">Whether a key may come as the password of HTTP Basic, see <see cref="TakesBasic"/>.</param>
    public async ValueTask<Principal?> AuthenticateAsync(HttpContext http, bool takesSession = true, bool takesBasic = false)
    {
        var ct = http.RequestAborted;
        if ((Presented(http.Request) ?? (takesBasic ? TakesBasic.KeyOf(http.Request) : null)) is { } text) return Jws.Looks(text) ? await credentials.ByTokenAsync(text, ct) ?? await ByKeyAsync(text, ct) : await ByKeyAsync(text, ct);
        if (takesSession && http.Request.Headers.Cookie.Count > 0 && await BySessionAsync(http) is { } member) return member;
        var anonymous = Principal.Anonymous with { Granted = options.AllowAnonymous };
        return options.OpenLoopback && !anonymous.May(Scope.Write) && IsLocal(http) && await IsOpenAsync(ct)
            ? Principal.Local
            : anonymous;
    }

    /// <summary>Open mode: asked for at the start, and neither a key nor a user exists.</summary>
    public async ValueTask<bool> IsOpenAsync(CancellationToken ct) =>
        options is { OpenLoopback: true, Keys.Count: 0 } && !await credentials.AnyAsync(ct);

    public ValueTask<Principal?> ByKeyAsync(string text, CancellationToken ct) =>
        text.Length > Longest ? ValueTask.FromResult<Principal?>(null) : ByKeyHashAsync(ApiKey.Hash(text), ct);

    /// <summary>The cookie's content for a person who showed a key.</summary>
    public static ClaimsPrincipal SessionFor(Principal principal, string key) => Session(principal.Id, KeyClaim, Convert.ToHexString(ApiKey.Hash(key)));

    /// <summary>The cookie's content for a person who showed a password.</summary>
    public static ClaimsPrincipal SessionFor(User user) => Session(user.Id.ToString(), StampClaim, user.Stamp.ToString());

    /// <summary>
    /// A program or person on this machine who speaks to Tracker directly. Behind a proxy on the same host every
    /// stranger comes from loopback, so whatever looks forwarded, or names another host, is not local.
    /// </summary>
    public static bool IsLocal(HttpContext http)
    {
        var (request, peer) = (http.Request, http.Connection.RemoteIpAddress);
        if (peer is null || !IPAddress.IsLoopback(peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer)) return false;
        if (!IsLoopbackName(request.Host.Host)) return false;
        // nginx as it comes adds no header and names the loopback address it passes to; but it speaks HTTP/1.0, which no client here does.
        if (HttpProtocol.IsHttp10(request.Protocol)) return false;
        string[] forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via"];
        if (forwarding.Any(h => request.Headers.ContainsKey(h)) || http.Items.ContainsKey(AccessMiddleware.Forwarded)) return false;
        return request.Headers.Origin is not [{ } origin, ..]
            || (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && IsLoopbackName(uri.Host));
    }

    private async ValueTask<Principal?> ByKeyHashAsync(byte[] hash, CancellationToken ct) =>
        options.PrincipalOf(hash) ?? await credentials.ByKeyAsync(hash, ct);

    private async ValueTask<Principal?> BySessionAsync(HttpContext http)
    {
        var session = await http.AuthenticateAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        if (!session.Succeeded) return null;
        if (session.Principal.FindFirstValue(KeyClaim) is { } key)
        {
            return await ByKeyHashAsync(Convert.FromHexString(key), http.RequestAborted);
        }

        return Guid.TryParse(session.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var user)
            && Guid.TryParse(session.Principal.FindFirstValue(StampClaim), out var stamp)
                ? await credentials.BySessionAsync(user, stamp, http.RequestAborted)
                : null;
    }

    private static ClaimsPrincipal Session(string id, string claim, string value) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.NameIdentifier, id), new Claim(claim, value)], CookieAuthenticationDefaults.AuthenticationScheme));

    private static string? Presented(HttpRequest request)
    {
        if (request.Headers["X-API-KEY"] is [{ Length: > 0 } key, ..]) return key;
        return request.Headers.Authorization is [{ } header, ..] && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? header["Bearer ".Length..].Trim()
            : null;
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
}
