namespace Tracker.Server.Catalog;

/// <summary>Where the catalog's pages are.</summary>
public static class CatalogLinks
{
    /// <summary>
    /// An entry's page. Its name stands in the path where a path can hold it: browsers and proxies take <c>..</c>, empty
    /// segments, a backslash and an escaped percent for something else, so names with those travel in the query.
    /// </summary>
    public static string Entry(string name) => name.Split('/') is var parts && parts.All(IsPlain)
        ? "/catalog/entry/" + string.Join('/', parts.Select(Uri.EscapeDataString))
        : "/catalog/entry?name=" + Uri.EscapeDataString(name);

    private static bool IsPlain(string part) => part.Length > 0 && part is not ("." or "..") && part.AsSpan().IndexOfAny('%', '\\') < 0;
}
