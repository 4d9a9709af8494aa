using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Tracker.Server.Web;

/// <summary>
/// A message that the next page shows once: what the redirect after a form has to say. It travels in a short-lived
/// protected cookie, so any replica may show it and nobody else can write it.
/// </summary>
public sealed class Flash(IDataProtectionProvider protection)
{
    private const string Cookie = "flash";
    private const int MaxLength = 500;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector("Tracker.Web.Flash").ToTimeLimitedDataProtector();

    public void Set(HttpContext http, FlashKind kind, string text)
    {
        var kept = text.Length <= MaxLength ? text : text[..MaxLength] + "…";
        http.Response.Cookies.Append(Cookie, _protector.Protect($"{(int)kind}{kept}", Lifetime), Options(http, Lifetime));
    }

    /// <summary>The message, if there is one, which is gone afterwards. A live refresh leaves it for the page a person sees.</summary>
    public FlashMessage? Take(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } value || LiveRefresh.Is(http)) return null;
        if (!http.Response.HasStarted) http.Response.Cookies.Delete(Cookie, Options(http, null));
        try
        {
            var text = _protector.Unprotect(value);
            return new((FlashKind)(text[0] - '0'), text[1..]);
        }
        catch (CryptographicException)
        {
            // Too old, or of keys that are gone: the message is lost, which harms nothing.
            return null;
        }
    }

    private static CookieOptions Options(HttpContext http, TimeSpan? age) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = age,
        SameSite = SameSiteMode.Lax,
        Secure = http.Request.IsHttps,
    };
}

public enum FlashKind
{
    Success,
    Notice,
    Failure,
}

public sealed record FlashMessage(FlashKind Kind, string Text);

/// <summary>A page asked for by <c>live.js</c>, not by a person.</summary>
internal static class LiveRefresh
{
    public static bool Is(HttpContext http) => http.Request.Headers.ContainsKey("X-Live-Refresh");
}
