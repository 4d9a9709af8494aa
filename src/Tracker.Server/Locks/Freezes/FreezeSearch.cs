using Tracker.Protocol.Searches;
using Tracker.Server.Search;

namespace Tracker.Server.Locks.Freezes;

/// <summary>Freeze windows by their id, their reason and what they cover; there are never many.</summary>
internal sealed class FreezeSearch(FreezeService freezes) : ISearchable
{
    public SearchPart Part { get; } = new(80, "freezes", "Freeze windows");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct) =>
    [
        .. (await freezes.ListAsync(ct)).Where(w => w.Id == text.Text || text.IsIn(w.Reason, w.Service, w.Environment)).Take(SearchText.Most + 1)
            .Select(w => text.Hit(w.Reason, w.Reason, FreezeWords.Summary(w), $"/locks/freezes/{w.Id}", w.NextStart?.ToDateTimeOffset(), w.Id)),
    ];
}
