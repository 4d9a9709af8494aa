using Tracker.Protocol.Catalogs;

namespace Tracker.Server.Catalog;

/// <summary>Which entries, and in which order: every list that is not empty must match.</summary>
public sealed record CatalogQuery
{
    public const int MaxPerPage = 1000;

    /// <summary>How far pages reach; beyond, a filter is quicker and surer.</summary>
    public const int MaxDepth = 100_000;

    /// <summary>Words that must all occur; of the last one the beginning is enough.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<CatalogType> Types { get; init; } = [];

    public IReadOnlyList<Languages> Languages { get; init; } = [];

    public IReadOnlyList<Platform> Platforms { get; init; } = [];

    public IReadOnlyList<SLALevel> SlaLevels { get; init; } = [];

    public IReadOnlyList<string> Owners { get; init; } = [];

    public IReadOnlyList<string> Systems { get; init; } = [];

    public CatalogSort Sort { get; init; }

    public int PerPage { get; init; } = 50;

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Nothing is filtered.</summary>
    public bool IsAll => string.IsNullOrWhiteSpace(Text) && Types.Count + Languages.Count + Platforms.Count + SlaLevels.Count + Owners.Count + Systems.Count == 0;
}

public enum CatalogSort
{
    Name,
    NameDown,
    Updated,
    UpdatedDown,
}

/// <summary>How the contract spells its sort orders.</summary>
public static class CatalogSorts
{
    private static readonly string[] Names = ["name", "-name", "updated", "-updated"];

    public static string Choices => string.Join(", ", Names);

    public static string NameOf(CatalogSort sort) => Names[(int)sort];

    /// <summary>By name when the text is empty.</summary>
    public static bool TryParse(string text, out CatalogSort sort)
    {
        var at = text.Length == 0 ? 0 : Array.IndexOf(Names, text);
        sort = (CatalogSort)at;
        return at >= 0;
    }
}

/// <param name="Total">The number of matches, exact up to 10,000.</param>
/// <param name="Capped">Whether there are more than <paramref name="Total"/>.</param>
public sealed record CatalogPage(IReadOnlyList<CatalogEntry> Entries, int Total, bool Capped);
