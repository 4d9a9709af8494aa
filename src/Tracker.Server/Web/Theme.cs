namespace Tracker.Server.Web;

/// <summary>Light, dark, or as the viewer's system has it: a cookie, so that the page is right from its first byte.</summary>
public static class Theme
{
    public const string Cookie = "theme";
    public const string Auto = "auto";

    private static readonly string[] Cycle = [Auto, "light", "dark"];

    public static string Of(HttpContext? http) =>
        http?.Request.Cookies[Cookie] is { } theme && Cycle.Contains(theme) ? theme : Auto;

    public static string After(string theme) => Cycle[(Array.IndexOf(Cycle, theme) + 1) % Cycle.Length];

    /// <summary>
    /// What the theme button does without JavaScript. A GET, because a form with a token on every page would keep
    /// browsers from storing any of them, and nothing is lost if somebody else's link changes the colours.
    /// </summary>
    public static IResult Set(HttpContext http, string? to, string? back)
    {
        if (to is null || !Cycle.Contains(to)) return Results.BadRequest($"to may be {string.Join(", ", Cycle)}");
        http.Response.Cookies.Append(Cookie, to, new CookieOptions
        {
            MaxAge = TimeSpan.FromDays(365),
            SameSite = SameSiteMode.Lax,
            IsEssential = true,
        });
        return Results.LocalRedirect(LocalPath.IsSafe(back) ? back : "/");
    }
}
