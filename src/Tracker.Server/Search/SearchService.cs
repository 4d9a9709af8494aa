using Tracker.Protocol.Searches;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Search;

/// <summary>Asks all parts at once. One that is slow or fails says so in its place, and the others are not held up.</summary>
public sealed class SearchService(IEnumerable<ISearchable> parts, TimeProvider clock, ILogger<SearchService> log)
{
    /// <summary>How long one part may take.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);

    private readonly ISearchable[] _parts = [.. parts.OrderBy(p => p.Part.Order)];

    public async Task<Outcome<SearchResponse>> FindAsync(string text, Principal reader, CancellationToken ct)
    {
        var asked = new SearchText(text, reader);
        if (asked.Text.Length is 0 or > SearchText.MaxLength) return Failure.Invalid($"q must have 1 to {SearchText.MaxLength} characters.");
        if (asked.Text.Any(char.IsControl)) return Failure.Invalid("q must have no control characters.");
        var groups = await Task.WhenAll(_parts.Select(part => AskAsync(part, asked, ct)));
        return new SearchResponse
        {
            Groups = { groups.Where(g => g.Hits.Count > 0 || g.Problem.Length > 0).OrderByDescending(g => g.Hits.Select(h => h.Match).DefaultIfEmpty().Max()) },
        };
    }

    private async Task<SearchGroup> AskAsync(ISearchable searchable, SearchText text, CancellationToken ct)
    {
        var part = searchable.Part;
        var group = new SearchGroup { Name = part.Name, Title = part.Title };
        using var limit = new CancellationTokenSource(Longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            // The embedded store reads on the thread that asks, and may look at its token late.
            var hits = await Task.Run(() => searchable.FindAsync(text, either.Token), either.Token).WaitAsync(either.Token);
            group.Hits.AddRange(hits.OrderByDescending(h => h.Match).Take(SearchText.Most));
            if (hits.Count > SearchText.Most && part.List is { } list) group.More = $"{list}?q={Uri.EscapeDataString(text.Text)}";
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            group.Problem = $"{part.Title} took longer than {Longest.TotalSeconds:0} s to search.";
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogWarning(e, "{Part} could not be searched", part.Name);
            group.Problem = $"{part.Title} cannot be searched at the moment.";
        }

        return group;
    }
}
