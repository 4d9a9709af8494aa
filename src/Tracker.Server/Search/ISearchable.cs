using Tracker.Protocol.Searches;
using Tracker.Server.Operations;

namespace Tracker.Server.Search;

/// <summary>A part of what can be searched. Bounded: by an index, or over the newest so many rows.</summary>
[ModuleService]
public interface ISearchable
{
    SearchPart Part { get; }

    /// <summary>At most <see cref="SearchText.Most"/> and one, the best ones first.</summary>
    Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct);
}

/// <param name="Order">Among parts that fit as well.</param>
/// <param name="Name">As in the API, such as <c>events</c>.</param>
/// <param name="Title">As people read it.</param>
/// <param name="List">The part's own list, which takes the text in <c>q</c>; null where there is none.</param>
[ModuleService]
public sealed record SearchPart(int Order, string Name, string Title, string? List = null);
