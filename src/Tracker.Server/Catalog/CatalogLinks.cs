namespace Tracker.Server.Catalog;

/// <summary>Where the catalog's pages are.</summary>
public static class CatalogLinks
{
    /// <summary>An entry's page. Its name may hold slashes, which stay what they are.</summary>
    public static string Entry(string name) => "/catalog/entry/" + string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
}
