using Tracker.Protocol.Searches;
using Tracker.Server.Catalog.Views;
using Tracker.Server.Search;

namespace Tracker.Server.Catalog;

/// <summary>Entries by their name, or by the words of their full text.</summary>
internal sealed class CatalogSearch(CatalogReader catalog) : ISearchable
{
    public SearchPart Part { get; } = new(20, "catalog", "Catalog", "/catalog");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        var exact = await catalog.FindAsync(text.Text, ct);
        var found = (await catalog.ListAsync(new() { Text = text.Text, PerPage = SearchText.Most + 1 }, ct)).Entries.Where(e => e.Name != exact?.Name);
        return [.. (exact is null ? found : found.Prepend(exact)).Select(e => text.Hit(
            e.Name, e.Name, SearchText.Join(CatalogWords.Of(e.Type), e.Owner, e.Description), CatalogLinks.Entry(e.Name), e.UpdatedAt?.ToDateTimeOffset()))];
    }
}
