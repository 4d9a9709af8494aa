namespace Tracker.Server.Catalog.Pages;

/// <summary>Paths of 24×24 stroked icons, one shape for each type.</summary>
internal static class CatalogIcons
{
    public const string Box = "M12 3l8 4.5v9L12 21l-8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9";
    public const string Graph = "M4 4h6v5H4zM14 15h6v5h-6zM4 15h6v5H4zM7 9v6M10 17.5h4";

    public static string Of(CatalogType type) => type switch
    {
        CatalogType.Module => "M4 9h4V7a2 2 0 1 1 4 0v2h4v4h2a2 2 0 1 1 0 4h-2v3H4z",
        CatalogType.Library => "M5 4h4v16H5zM9 4h4v16H9zM14.5 5l3.8-.9L21 19l-3.8.9z",
        CatalogType.Workflow => "M6 3a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM18 15a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM6 9v4a5 5 0 0 0 5 5h4",
        CatalogType.Project => "M3 6h6l2 2.5h10V19H3z",
        CatalogType.Chart => "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 1v4M12 19v4M1 12h4M19 12h4",
        CatalogType.Package => Box,
        CatalogType.Container => "M3 7h18v10H3zM7 7v10M11 7v10M15 7v10M19 7v10",
        _ => "M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
    };
}
