namespace Tracker.Server.Catalog.Views;

/// <summary>One thing used by another in some version. The name is of whichever of the two a list is about.</summary>
public sealed record VersionUse(string Name, CatalogType Type, string Version, string Latest, string Reference)
{
    public bool Known { get; init; } = true;

    public bool Outdated { get; init; }

    public bool IsLatest => Latest.Length > 0 && Version == Latest;

    public static VersionUse Of(string name, CatalogType type, string version, string latest, string reference) =>
        new(name, type, version, latest, reference) { Outdated = VersionOrder.IsBehind(version, reference) };
}
