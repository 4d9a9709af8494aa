using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Tracker.Rpc.Rest;

/// <summary>
/// The values in a path, unescaped. The server has unescaped the path already, all but %2F; so "%2F" in a route value was
/// either that or "%252F", and only the request's own target tells.
/// </summary>
public static class PathValues
{
    internal static string Get(HttpContext http, HttpRoute route, int index) =>
        Get(http, route.Pattern, "p" + index.ToString(CultureInfo.InvariantCulture));

    /// <param name="http">The request.</param>
    /// <param name="pattern">The pattern of the route that it matched.</param>
    /// <param name="parameter">The parameter's name, which is a whole segment of the pattern.</param>
    public static string Get(HttpContext http, string pattern, string parameter)
    {
        var value = Convert.ToString(http.GetRouteValue(parameter), CultureInfo.InvariantCulture) ?? "";
        if (!value.Contains('%', StringComparison.Ordinal))
            return value;
        return RawSegment(http, pattern, parameter) is { } raw && string.Equals(UnescapeButSlash(raw), value, StringComparison.OrdinalIgnoreCase)
            ? Uri.UnescapeDataString(raw)
            : value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
    }

    private static string? RawSegment(HttpContext http, string route, string parameter)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!target.StartsWith('/'))
            return null;
        var raw = target.Split('?', 2)[0].TrimEnd('/').Split('/');
        var pattern = route.TrimEnd('/').Split('/');
        // Counted from the end: a path base comes before.
        var at = Array.IndexOf(pattern, $"{{{parameter}}}");
        var fromEnd = pattern.Length - at;
        return at > 0 && fromEnd <= raw.Length ? raw[^fromEnd] : null;
    }

    private static string UnescapeButSlash(string raw) =>
        Uri.UnescapeDataString(raw.Replace("%2F", "%252F", StringComparison.OrdinalIgnoreCase));
}
